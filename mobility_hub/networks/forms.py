"""The choices above the list of networks, and the editor's form of a profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from mobility_hub.networks import choices
from mobility_hub.networks.selection import Choice

Options = Sequence[tuple[str, str]]

LABELS: dict[str, Any] = {
    "topic": _("Topic"),
    "county": _("County"),
    "open_to": _("Open to"),
    "reach": _("Reach"),
    "status": _("Status"),
}


class FilterForm(forms.Form):
    """Sent by GET; its fields have the names of the address, and its options say how many networks they would leave."""

    def __init__(self, choice: Choice, view: str, options: Mapping[str, Options]) -> None:
        data: dict[str, Any] = {name: choices.in_address(facet, getattr(choice, facet)) for facet, name in choices.PARAMETERS.items()}
        super().__init__({**data, choices.SHOW: choice.unconfirmed, choices.VIEW: view}, auto_id="hub-filter-%s")
        for facet, name in choices.PARAMETERS.items():
            self.fields[name] = forms.ChoiceField(label=LABELS[facet], choices=options[facet], required=False)
        self.fields[choices.SHOW] = forms.BooleanField(
            label=_("Also show those not confirmed"),
            required=False,
            initial=True,
            widget=forms.CheckboxInput(attrs={"value": choices.SHOW_UNCONFIRMED}),
        )
        if view != choices.BY_TOPIC:
            self.fields[choices.VIEW] = forms.CharField(widget=forms.HiddenInput)


class NetworkPageForm(WagtailAdminPageForm):
    """Notes who has checked the facts: the editor who sets or changes the day."""

    def save(self, commit: bool = True) -> Any:
        if "checked_on" in self.changed_data:
            self.instance.checked_by = self.for_user if self.instance.checked_on else None
        return super().save(commit)

    def clean_checked_on(self) -> Any:
        day = self.cleaned_data["checked_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("The day is still to come."))
        return day
