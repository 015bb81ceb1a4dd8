"""Why something is not written, in words for the person who tried."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DiscussionError(Exception):
    """The base of them all; ``message`` can be shown."""

    message: str | Promise = _("This cannot be done.")

    def __init__(self, message: str | Promise | None = None) -> None:
        self.message = message or self.message
        super().__init__(self.message)


class NotAllowed(DiscussionError):
    message = _("You can no longer write in this group.")


class ReadOnly(DiscussionError):
    message = _("The group is concluded. Everything can be read, nothing more can be written.")


class WrongPlace(DiscussionError):
    message = _("The post you answer is not in this discussion.")


class NotAQuestion(DiscussionError):
    message = _("Only a reply to a question can be marked as its answer.")
