"""Everything behind a practice group's door: one include for a site's ``urls.py``, above Wagtail's."""

from django.urls import include, path

from mobility_hub import paths

urlpatterns = [
    path(f"{paths.MY_GROUPS}/", include("groups.membership.urls")),
    path(f"{paths.MY_GROUPS}/<str:group_id>/{paths.DISCUSSIONS}/", include("groups.discussions.urls")),
    path(f"{paths.MY_GROUPS}/<str:group_id>/{paths.MEETINGS}/", include("groups.meetings.urls")),
    path(f"{paths.MY_GROUPS}/<str:group_id>/{paths.HOSTING}/", include("groups.hosting.urls")),
]
