"""Mails about being in a group. Each asks, when it is sent, whether it still holds and whether its reader may still know."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from groups.membership.access import group_url
from groups.membership.enums import MembershipState
from groups.membership.models import Membership
from mobility_hub.outbox.enums import DropReason, Policy
from mobility_hub.outbox.kinds import Drop, Rendered, mail_kind, render_mail
from mobility_hub.outbox.links import absolute_url
from mobility_hub.outbox.models import OutgoingMail


@mail_kind("membership_asked", label=_("Somebody asks to join a group"), policy=Policy.RESEND)
def membership_asked(mail: OutgoingMail) -> Rendered:
    """To a facilitator: somebody asks to join."""
    membership = _membership(mail, MembershipState.REQUESTED)
    group = membership.practice_group
    if not Membership.objects.in_force().facilitators().filter(practice_group=group, member=mail.member_id).exists():
        raise Drop(DropReason.ACCESS_LOST)
    link = absolute_url(reverse("hub_membership:members", args=[group.public_id]))
    return render_mail("hub_membership/mail/membership_asked", {"membership": membership, "practice_group": group, "link": link})


@mail_kind("membership_approved", label=_("Let into a group"), policy=Policy.RESEND, must_know=True)
def membership_approved(mail: OutgoingMail) -> Rendered:
    membership = _membership(mail, MembershipState.ACTIVE)
    if not Membership.objects.in_force().filter(pk=membership.pk).exists():
        raise Drop(DropReason.ACCESS_LOST)
    group = membership.practice_group
    return render_mail("hub_membership/mail/membership_approved", {"practice_group": group, "link": absolute_url(group_url(group))})


@mail_kind("membership_declined", label=_("Not let into a group"), policy=Policy.RESEND, must_know=True)
def membership_declined(mail: OutgoingMail) -> Rendered:
    membership = _membership(mail, MembershipState.DECLINED)
    return render_mail("hub_membership/mail/membership_declined", {"membership": membership, "practice_group": membership.practice_group})


@mail_kind("membership_removed", label=_("Removed from a group"), policy=Policy.RESEND, must_know=True)
def membership_removed(mail: OutgoingMail) -> Rendered:
    """To somebody who was in the group: its name is known to them."""
    membership = _membership(mail, MembershipState.REMOVED)
    return render_mail("hub_membership/mail/membership_removed", {"membership": membership, "practice_group": membership.practice_group})


def _membership(mail: OutgoingMail, state: MembershipState) -> Membership:
    """The membership that the mail is about, if it still is as the mail says."""
    found = (
        Membership.objects.filter(pk=mail.about.get("membership"), state=state)
        .select_related("practice_group", "member", "affiliation__organisation")
        .first()
    )
    if found is None:
        raise Drop(DropReason.SUPERSEDED)
    return found
