"""The directory in the Wagtail admin, and a line on its first page while somebody waits for an answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail_modeladmin.options import modeladmin_register

from mobility_hub.directory.enums import RequestState
from mobility_hub.directory.models import AffiliationRequest
from mobility_hub.verification.admin import DirectoryGroup
from mobility_hub.verification.permissions import can_answer_requests

modeladmin_register(DirectoryGroup)


class WaitingPanel(Component):
    order = 110
    template_name = "hub_verification/admin/waiting.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        count = AffiliationRequest.objects.filter(state=RequestState.WAITING).count()
        return {"count": count, "url": reverse("hub_requests_modeladmin_index")}


@hooks.register("construct_homepage_panels")
def add_waiting_panel(request: HttpRequest, panels: list[Any]) -> None:
    if can_answer_requests(request.user):
        panels.append(WaitingPanel())
