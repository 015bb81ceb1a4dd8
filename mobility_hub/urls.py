"""The hub's public addresses and the member's own: one include for a site's ``urls.py``, above Wagtail's."""

from django.urls import include, path

from mobility_hub import paths

urlpatterns = [
    path(f"{paths.MINE}/{paths.MAIL}/", include("mobility_hub.digests.member_urls")),
    path(f"{paths.MINE}/", include("mobility_hub.mine.urls")),
    path(f"{paths.SEARCH}/", include("mobility_hub.lookup.urls")),
    path(f"{paths.MAIL}/", include("mobility_hub.digests.urls")),
]
