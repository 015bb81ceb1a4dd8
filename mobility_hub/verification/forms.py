"""The forms of an administrator who answers for who works where."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mobility_hub.directory.enums import OrganisationKind
from mobility_hub.directory.models import Organisation, OrganisationDomain
from mobility_hub.markup import clean_text

APPROVE, DECLINE = "approve", "decline"


class AnswerForm(forms.Form):
    """Approve to an organisation, or decline with a reason."""

    decision = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(APPROVE, _("Approve")), (DECLINE, _("Decline"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation to approve to"), queryset=Organisation.objects.none(), required=False, empty_label=_("Choose")
    )
    reason = forms.CharField(
        label=_("Reason, when you decline"),
        required=False,
        max_length=1000,
        help_text=_("The person gets it by mail, word for word."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.active()
        field.widget.choices = [("", field.empty_label), *_by_kind()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["reason"] = clean_text(cleaned.get("reason", ""))
        if cleaned.get("decision") == APPROVE and not cleaned.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", _("Choose the organisation that the person works in."))
        if cleaned.get("decision") == DECLINE and not cleaned["reason"] and "reason" not in self.errors:
            self.add_error("reason", _("Write a reason: the person gets it by mail."))
        return cleaned


class DomainsForm(forms.Form):
    """Which e-mail domains to confirm: those ticked, or the one whose own button was pressed."""

    domain = forms.ModelMultipleChoiceField(queryset=OrganisationDomain.objects.select_related("organisation"))

    def __init__(self, data: Any) -> None:
        only = data.getlist("only")
        super().__init__({"domain": only} if only else data)


class EndForm(forms.Form):
    """When an affiliation ended."""

    day = forms.DateField(
        label=_("Last day"),
        initial=timezone.localdate,
        help_text=_("Access ends at once. An earlier day is for the record."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(gettext("Choose today or an earlier day."))
        return day


def _by_kind() -> list[tuple[str, list[tuple[int, str]]]]:
    """The active organisations under their kinds: a list of hundreds is found through that way."""
    found: dict[str, list[tuple[int, str]]] = {kind: [] for kind in OrganisationKind}
    for pk, kind, name in Organisation.objects.active().order_by("official_name").values_list("pk", "kind", "official_name"):
        found[kind].append((pk, name))
    return [(str(OrganisationKind(kind).label), rows) for kind, rows in found.items() if rows]
