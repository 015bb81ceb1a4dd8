"""The reference site's addresses: Swedish at the root, English under /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from home.health import healthz
from home.urls import localised
from mobility_hub.style import style_page

urlpatterns = [
    path("healthz/", healthz),
    path("", include("home.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]

if settings.HOME_IN_DEVELOPMENT:  # elsewhere nginx serves pictures, and the components are for those who develop
    images = {"document_root": settings.MEDIA_ROOT / "images"}
    urlpatterns += [path(f"{settings.MEDIA_URL.lstrip('/')}images/<path:path>", serve, images), path("stil/", style_page)]

urlpatterns += i18n_patterns(
    path("", include(localised)),
    path("", include("search.urls")),
    path("", include("mobility_hub.urls")),
    path("", include("groups.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
