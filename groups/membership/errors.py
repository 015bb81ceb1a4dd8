"""Why a change of a group or a membership is not to be, in words for the person who tried."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groups.membership.eligibility import Bar


class MembershipError(Exception):
    """The base of them all; ``message`` can be shown."""

    message: str | Promise = _("This cannot be done.")

    def __init__(self, message: str | Promise | None = None) -> None:
        self.message = message or self.message
        super().__init__(self.message)


class NotAllowed(MembershipError):
    message = _("Only the group's facilitator can do this.")


class NotEligible(MembershipError):
    def __init__(self, bar: Bar) -> None:
        self.bar = bar
        super().__init__(bar.label)


class GroupFull(MembershipError):
    message = _("All places in the group are taken.")


class GroupClosed(MembershipError):
    message = _("The group does not take new members now.")


class AlreadyIn(MembershipError):
    message = _("The person is already in the group.")


class AlreadyAsked(MembershipError):
    message = _("You have already asked to join. The facilitator answers by mail.")


class NothingAsked(MembershipError):
    message = _("This request has already been answered or taken back.")


class LastFacilitator(MembershipError):
    message = _("A group needs a facilitator. Make somebody else facilitator first.")


class NotAGroup(MembershipError):
    message = _("This cannot be a practice group.")
