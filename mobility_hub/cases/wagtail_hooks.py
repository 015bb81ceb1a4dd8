from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from mobility_hub import paths
from mobility_hub.cases.admin import CourseOfActionAdmin
from mobility_hub.cases.models import CaseIndexPage
from mobility_hub.cases.search import CaseStudyKind
from mobility_hub.cases.sections import digest_section, mine_section, topic_section
from mobility_hub.sections import NavPage

modeladmin_register(CourseOfActionAdmin)
hooks.register("register_hub_topic_section", topic_section)
hooks.register("register_hub_mine_section", mine_section)
hooks.register("register_hub_digest_section", digest_section)


@hooks.register("register_hub_nav_page")
def cases_in_navigation() -> NavPage:
    return NavPage(model=CaseIndexPage, label=_("Examples"), order=30, slug=paths.CASES_SLUG, title=_("How have others done it?"))


@hooks.register("register_hub_search_kind")
def cases_in_search() -> CaseStudyKind:
    return CaseStudyKind()
