from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from mobility_hub import paths
from mobility_hub.networks.models import NetworkIndexPage
from mobility_hub.networks.queries import topic_section
from mobility_hub.networks.search import NetworkKind
from mobility_hub.sections import NavPage

hooks.register("register_hub_topic_section", topic_section)


@hooks.register("register_hub_nav_page")
def networks_in_navigation() -> NavPage:
    return NavPage(
        model=NetworkIndexPage,
        label=_("Networks"),
        order=20,
        slug=paths.NETWORKS_SLUG,
        title=_("Which networks are there?"),
    )


@hooks.register("register_hub_search_kind")
def networks_in_search() -> NetworkKind:
    return NetworkKind()
