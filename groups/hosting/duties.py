"""What hosting a meeting means, as a short list of facts with who does it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.hosting.board import local_day
from groups.meetings.enums import MeetingForm
from groups.meetings.models import Meeting
from mobility_hub.templatetags.hub import occasion, short_day

TELL_BEFORE = timedelta(days=7)


def duties(meeting: Meeting, people: int, today: date) -> list[dict[str, Any]]:
    """The rows of ``components/facts.html``. ``people``: how many are in the group."""
    online = meeting.form == MeetingForm.ONLINE
    rows = [(_("When"), capfirst(occasion(meeting.starts_at, meeting.ends_at)))]
    if meeting.place:
        rows.append((_("Place"), meeting.place))
    rows.append((_("You provide"), _provided(meeting, people)))
    rows.append((_("Before"), _before(online, local_day(meeting.starts_at) - TELL_BEFORE, today)))
    rows.append((_("During"), _("You bid everybody welcome. The facilitator leads the meeting and takes notes.")))
    if not online:
        rows.append((_("Cost"), _("Coffee if you like. No lunch.")))
    return [{"label": label, "value": value} for label, value in rows]


def _provided(meeting: Meeting, people: int) -> str:
    if meeting.form == MeetingForm.ONLINE:
        return _("A link to the online meeting, and somebody who opens it ten minutes before.")
    if meeting.form == MeetingForm.BOTH:
        return ngettext(
            "A room for %(n)s person, with screen and camera for those who take part online.",
            "A room for %(n)s people, with screen and camera for those who take part online.",
            people,
        ) % {"n": people}
    return ngettext("A room for %(n)s person, with a screen.", "A room for %(n)s people, with a screen.", people) % {"n": people}


def _before(online: bool, tell_by: date, today: date) -> str:
    if online:
        if tell_by <= today:
            return _("Send the facilitator the link as soon as you can.")
        return _("Send the facilitator the link by %(day)s.") % {"day": short_day(tell_by)}
    if tell_by <= today:
        return _("Tell the facilitator the address and how to find it as soon as you can. Meet people at the entrance.")
    return _("Tell the facilitator the address and how to find it by %(day)s. Meet people at the entrance.") % {"day": short_day(tell_by)}
