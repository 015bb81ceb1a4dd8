"""What people fill in about hosting."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from groups.hosting.enums import REASONS_TO_CHOOSE
from groups.membership.fields import LineField
from mobility_hub.directory.models import Organisation

# Months from today; nothing: as soon as the turn comes.
LATER = [("", _("When our turn comes")), ("3", _("In three months")), ("6", _("In six months")), ("12", _("In a year"))]


class DeclineForm(forms.Form):
    """A no. Each reason is a button that sends the form, so a no is two taps."""

    reason = forms.ChoiceField(
        label=_("Why does it not suit you?"),
        choices=[(reason.value, reason.label) for reason in REASONS_TO_CHOOSE],
        error_messages={"required": _("Choose a reason."), "invalid_choice": _("Choose a reason.")},
    )
    ask_again = forms.ChoiceField(label=_("Ask again at the earliest"), choices=LATER, required=False)

    def ask_from(self, today: date) -> date | None:
        """The first day for which the organisation wants to be asked again, when the form is valid."""
        months = self.cleaned_data["ask_again"]
        return _months_after(today, int(months)) if months else None


class ChooseForm(forms.Form):
    """The facilitator's choice of a host."""

    organisation = forms.ModelChoiceField(label=_("Host"), queryset=Organisation.objects.none(), empty_label=_("Choose an organisation"))
    reason = LineField(label=_("Reason"), help_text=_("The group sees it. For example: they offered at the last meeting."), longest=200)

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # declared above
        field.queryset = organisations


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or its 28th when that month may have no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, min(day.day, 28))
