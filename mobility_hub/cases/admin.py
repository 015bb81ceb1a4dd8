"""What editors and administrators get besides the pages: the list of courses of action."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from mobility_hub.cases.models import CourseOfAction
from mobility_hub.listing import HubModelAdmin


class CourseOfActionAdmin(HubModelAdmin):
    """Courses of action, in the order that lists and filters show them."""

    model = CourseOfAction
    base_url_path = "hub/courses-of-action"
    menu_label = _("Courses of action")
    menu_icon = "list-ul"
    menu_order = 270
    list_display = ("name_sv", "name_en", "slug", "position")
    search_fields = ("name_sv", "name_en", "explanation")
    ordering = ("position", "name_sv")
    panels = (
        FieldRowPanel([FieldPanel("name_sv"), FieldPanel("name_en")]),
        FieldPanel("explanation"),
        FieldRowPanel([FieldPanel("slug"), FieldPanel("position")]),
    )
