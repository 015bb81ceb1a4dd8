"""Forms of meetings. Days and hours are those of Europe/Stockholm."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups.meetings.enums import Answer, ItemKind, MeetingForm, Purpose
from groups.meetings.models import AgendaItem, Meeting
from groups.membership.fields import LineField, WrittenField

STOCKHOLM = ZoneInfo("Europe/Stockholm")
HOURS = ["%H:%M", "%H.%M"]
AHEAD = timedelta(days=3 * 366)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def local_moment(day: date, hour: time) -> datetime:
    """The moment in UTC. Raises ``ValidationError`` for an hour that the clocks skip that day, and for a day outside the calendar."""
    local = datetime.combine(day, hour, tzinfo=STOCKHOLM)
    try:
        moment = local.astimezone(UTC)
    except OverflowError:
        raise ValidationError(_("Choose a day between now and three years ahead.")) from None
    if moment.astimezone(STOCKHOLM).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValidationError(_("The clocks are moved forward that night, so this hour does not exist."))
    return moment


class MeetingPlanForm(forms.Form):
    title = LineField(label=_("Title"), help_text=_("If the meeting has one of its own."), longest=160, required=False)
    day = forms.DateField(label=_("Day"), widget=DayInput, error_messages={"required": _("Choose a day.")})
    starts = forms.TimeField(
        label=_("Starts"),
        widget=HourInput,
        help_text=_("For example 13.00"),
        input_formats=HOURS,
        error_messages={"required": _("Write when the meeting starts.")},
    )
    ends = forms.TimeField(
        label=_("Ends"), widget=HourInput, input_formats=HOURS, error_messages={"required": _("Write when the meeting ends.")}
    )
    form = forms.ChoiceField(label=_("How"), choices=MeetingForm, widget=forms.RadioSelect, initial=MeetingForm.BOTH)
    place = LineField(label=_("Place"), help_text=_("Can be filled in later, when the host is known."), longest=200, required=False)
    link = forms.URLField(
        label=_("Link to the online meeting"), max_length=500, required=False, assume_scheme="https", help_text=_("Seen by members only.")
    )

    @classmethod
    def of(cls, meeting: Meeting) -> MeetingPlanForm:
        """The form filled in with what the meeting is now."""
        starts, ends = meeting.starts_at.astimezone(STOCKHOLM), meeting.ends_at.astimezone(STOCKHOLM)
        values = {"title": meeting.title, "day": starts.date(), "starts": starts.time(), "ends": ends.time()}
        return cls(initial={**values, "form": meeting.form, "place": meeting.place, "link": meeting.link})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "day" not in data:
            return data
        if data["day"] > timezone.localdate() + AHEAD:
            self.add_error("day", _("Choose a day between now and three years ahead."))
            return data
        for name in ("starts", "ends"):
            if data.get(name) is not None:
                try:
                    data[f"{name}_at"] = local_moment(data["day"], data[name])
                except ValidationError as fault:
                    self.add_error(name, fault)
        if "starts_at" in data and "ends_at" in data and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends", _("The meeting must end after it starts."))
        return data

    def fields_of_meeting(self) -> dict[str, Any]:
        """What the actions take, when the form is valid."""
        return {name: self.cleaned_data[name] for name in ("starts_at", "ends_at", "form", "place", "link", "title")}


class AgendaItemForm(forms.Form):
    title = LineField(label=_("Item"), longest=160, error_messages={"required": _("Write what the item is about.")})
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=ItemKind,
        initial=ItemKind.WORKING,
        widget=forms.RadioSelect,
        help_text=_("A framing item is a welcome, a break or a round-up: it has only minutes."),
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=[("", _("Choose a purpose")), *Purpose.choices],
        error_messages={"required": _("Say what the item is for: inform, collect views, agree or work.")},
    )
    question = WrittenField(label=_("The question"), longest=600, rows=3, required=False)
    owner = LineField(
        label=pgettext_lazy("agenda", "Owner"), help_text=_("Who leads the item: an organisation or a person."), longest=120, required=False
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=480, required=False)

    @classmethod
    def of(cls, item: AgendaItem) -> AgendaItemForm:
        return cls(initial={name: getattr(item, name) for name in ("title", "kind", "purpose", "question", "owner", "minutes")})

    def clean(self) -> dict[str, Any]:
        """A framing item needs no purpose."""
        data = super().clean() or {}
        if data.get("kind") == ItemKind.FRAMING and "purpose" in self.errors:
            del self.errors["purpose"]
            data["purpose"] = ""
        return data


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(label=_("My answer"), choices=Answer, widget=forms.RadioSelect)
    deputy = LineField(label=_("Deputy"), help_text=_("A colleague who comes instead, if there is one."), longest=120, required=False)
    reason = LineField(label=_("Reason"), help_text=_("Only if you like."), longest=200, required=False)
