"""States and kinds of practice groups and memberships."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GroupKind(models.TextChoices):
    PRACTICE_GROUP = "practice_group", _("Practice group")
    NETWORK_ROOM = "network_room", _("Network room")


class GroupState(models.TextChoices):
    FORMING = "forming", _("Forming")
    ACTIVE = "active", _("At work")
    RESTING = "resting", _("At rest")
    CONCLUDED = "concluded", _("Concluded")
    CLOSED = "closed", _("Closed")


class Visibility(models.TextChoices):
    """Who sees that the group exists."""

    LISTED = "listed", _("Listed")
    HIDDEN = "hidden", _("Only those who are invited")


class JoinPolicy(models.TextChoices):
    """How one joins."""

    OPEN = "open", _("Open to the eligible")
    REQUEST = "request", _("On request")
    INVITATION = "invitation", _("By invitation")


class Role(models.TextChoices):
    FACILITATOR = "facilitator", _("Facilitator")
    MEMBER = "member", _("Group member")
    GUEST = "guest", _("Guest")


class MembershipState(models.TextChoices):
    REQUESTED = "requested", _("Asked to join")
    ACTIVE = "active", _("In the group")
    DECLINED = "declined", _("Has got a no")
    LEFT = "left", _("Has left")
    REMOVED = "removed", _("Has been removed")
    INELIGIBLE = "ineligible", _("No longer eligible")
