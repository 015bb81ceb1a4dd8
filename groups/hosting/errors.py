"""Why something about hosting cannot be done, in words for the person who tried."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class HostingError(Exception):
    """The base of them all; ``message`` can be shown."""

    message: str | Promise = _("This cannot be done.")

    def __init__(self, message: str | Promise | None = None) -> None:
        self.message = message or self.message
        super().__init__(self.message)


class NotYours(HostingError):
    message = _("The question is asked to another organisation.")


class NotFacilitator(HostingError):
    message = _("Only the group's facilitator can choose the host.")


class NotAsked(HostingError):
    message = _("Your organisation is not asked to host this meeting now.")


class AlreadyAnswered(HostingError):
    message = _("Your organisation has already answered. Tell the facilitator if something has changed.")


class TooLate(HostingError):
    message = _("No answer came in time, so the question has gone on to the next in turn.")


class MeetingGone(HostingError):
    message = _("The meeting is over or cancelled.")


class NotInGroup(HostingError):
    message = _("Choose an organisation that takes part in the group.")


class ReasonMissing(HostingError):
    message = _("Give a reason. The group sees it.")


class GroupAtRest(HostingError):
    message = _("The group has no meetings to arrange now.")
