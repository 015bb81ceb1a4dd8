"""The mails about meetings. All three are must-know: an invitation, a change, a cancellation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from groups.meetings.links import meeting_url
from groups.meetings.models import Meeting
from mobility_hub.outbox.enums import DropReason, Policy
from mobility_hub.outbox.kinds import Drop, Rendered, mail_kind, render_mail
from mobility_hub.outbox.links import absolute_url
from mobility_hub.outbox.models import OutgoingMail


@mail_kind("meeting_invitation", label=_("Invitation to a meeting"), policy=Policy.RESEND, must_know=True)
def meeting_invitation(mail: OutgoingMail) -> Rendered:
    return render_mail("hub_meetings/mail/meeting_invitation", _context(mail, cancelled=False))


@mail_kind("meeting_changed", label=_("Meeting changed"), policy=Policy.RESEND, must_know=True)
def meeting_changed(mail: OutgoingMail) -> Rendered:
    return render_mail("hub_meetings/mail/meeting_changed", _context(mail, cancelled=False))


@mail_kind("meeting_cancelled", label=_("Meeting cancelled"), policy=Policy.RESEND, must_know=True)
def meeting_cancelled(mail: OutgoingMail) -> Rendered:
    return render_mail("hub_meetings/mail/meeting_cancelled", _context(mail, cancelled=True))


def _context(mail: OutgoingMail, *, cancelled: bool) -> dict[str, Any]:
    """The meeting as its reader may see it now. Drops the mail when they may not, or when a newer one says more."""
    meeting = None
    if mail.member is not None:
        visible = Meeting.objects.visible_to(mail.member.user).select_related("practice_group")
        meeting = visible.filter(pk=mail.about["meeting"]).first()
    if meeting is None:
        raise Drop(DropReason.ACCESS_LOST)
    if meeting.sequence != mail.about["sequence"]:
        raise Drop(DropReason.SUPERSEDED)
    items = [] if cancelled else list(meeting.agenda_items.all())
    return {"meeting": meeting, "items": items, "url": absolute_url(meeting_url(meeting))}
