"""Getting into a group and out of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.membership import actions, errors, permissions
from groups.membership.eligibility import Bar
from groups.membership.enums import GroupKind, GroupState, JoinPolicy, MembershipState, Role, Visibility
from groups.membership.models import Membership, PracticeGroup
from mobility_hub.directory.signals import affiliation_ended, affiliation_started
from mobility_hub.notices.models import Event, Notice
from mobility_hub.outbox.models import OutgoingMail
from mobility_hub.trail.models import TrailEntry
from tests import factories
from tests.groups.people import EVERYBODY, membership_of, user_of

MAY = {
    "can_answer_requests": {"facilitator"},
    "can_remove": {"facilitator"},
    "can_change_role": {"facilitator"},
    "can_describe": {"facilitator"},
}


@pytest.mark.parametrize("person", EVERYBODY)
@pytest.mark.parametrize("permission", MAY)
def test_who_may(practice_group: Any, request: pytest.FixtureRequest, permission: str, person: str) -> None:
    may = getattr(permissions, permission)(user_of(request, person), practice_group)
    assert may == (person in MAY[permission])


@pytest.mark.parametrize("person", EVERYBODY)
def test_only_an_administrator_may_found(request: pytest.FixtureRequest, person: str) -> None:
    assert permissions.can_found(user_of(request, person)) == (person == "admin")


def test_facilitator_of_one_group_is_a_stranger_to_another(facilitator: Any) -> None:
    other = factories.PracticeGroupFactory()
    assert not any(getattr(permissions, permission)(facilitator.user, other) for permission in MAY)


@pytest.fixture
def asked(practice_group: Any, facilitator: Any, outsider: Any) -> Membership:
    """The outsider's request to join."""
    return actions.ask_to_join(
        actor=outsider.user, practice_group=practice_group, affiliation=outsider.affiliations.get(), message="Jag arbetar med parkering."
    )


def _verbs(membership: Any) -> list[str]:
    return list(TrailEntry.objects.filter(object_id=membership.pk).order_by("pk").values_list("verb", flat=True))


# Asking


def test_asking_waits_for_the_facilitators_and_tells_each(asked: Any, facilitator: Any) -> None:
    assert (asked.state, asked.since, asked.role) == (MembershipState.REQUESTED, None, Role.MEMBER)
    assert _verbs(asked) == ["membership_asked"]
    notice = Notice.objects.get()
    assert (notice.member, notice.kind, notice.scope_kind, notice.scope_id) == (
        facilitator,
        "duty",
        "practice_group",
        asked.practice_group_id,
    )
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.member, mail.about) == ("membership_asked", facilitator, {"membership": asked.pk})


def test_asking_gives_no_access(asked: Any, outsider: Any, practice_group: Any) -> None:
    assert not PracticeGroup.objects.visible_to(outsider.user).exists()


def test_trail_keeps_no_words_of_the_request(asked: Any) -> None:
    assert "parkering" not in str(TrailEntry.objects.values_list("facts", flat=True))


def test_asking_twice_is_said(asked: Any, outsider: Any, practice_group: Any) -> None:
    with pytest.raises(errors.AlreadyAsked):
        actions.ask_to_join(actor=outsider.user, practice_group=practice_group, affiliation=outsider.affiliations.get())


def test_asking_when_in_the_group_is_said(member: Any, practice_group: Any) -> None:
    with pytest.raises(errors.AlreadyIn):
        actions.ask_to_join(actor=member.user, practice_group=practice_group, affiliation=member.affiliations.get())


def test_coming_back_uses_the_same_row(former_member: Any, practice_group: Any, facilitator: Any) -> None:
    before = membership_of(former_member, practice_group)
    asked = actions.ask_to_join(actor=former_member.user, practice_group=practice_group, affiliation=former_member.affiliations.get())
    assert (asked.pk, asked.state, asked.since, asked.ended_at) == (before.pk, MembershipState.REQUESTED, None, None)
    back = actions.approve(actor=facilitator.user, membership=asked)
    assert back.since > before.since


def test_request_for_somebody_else_is_refused(outsider: Any, member: Any, practice_group: Any) -> None:
    with pytest.raises(errors.NotEligible):
        actions.ask_to_join(actor=outsider.user, practice_group=practice_group, affiliation=member.affiliations.get())


BARRED = [
    ({"organisation__business": True}, Bar.BUSINESS),
    ({"capacity": "consultant"}, Bar.CONSULTANT),
    ({"capacity": "elected"}, Bar.ELECTED),
    ({"organisation__kind": "academia"}, Bar.KIND),
    ({"ended": True}, Bar.NOT_VERIFIED),
]


@pytest.mark.parametrize(("tie", "bar"), BARRED)
def test_ineligible_person_is_told_why(practice_group: Any, tie: dict[str, Any], bar: Bar) -> None:
    affiliation = factories.AffiliationFactory(**tie)
    with pytest.raises(errors.NotEligible) as refusal:
        actions.ask_to_join(actor=affiliation.member.user, practice_group=practice_group, affiliation=affiliation)
    assert refusal.value.bar == bar
    assert not Membership.objects.exists()


def test_business_beside_a_municipality_bars_the_person(practice_group: Any, outsider: Any) -> None:
    factories.AffiliationFactory(member=outsider, organisation__business=True)
    with pytest.raises(errors.NotEligible) as refusal:
        actions.ask_to_join(actor=outsider.user, practice_group=practice_group, affiliation=outsider.affiliations.last())
    assert refusal.value.bar == Bar.BUSINESS


@pytest.mark.parametrize("state", [GroupState.RESTING, GroupState.CONCLUDED, GroupState.CLOSED])
def test_group_that_is_not_open_takes_nobody(practice_group: Any, outsider: Any, state: str) -> None:
    PracticeGroup.objects.update(state=state)
    with pytest.raises(errors.GroupClosed):
        actions.ask_to_join(actor=outsider.user, practice_group=practice_group, affiliation=outsider.affiliations.get())


def test_group_by_invitation_takes_no_requests(practice_group: Any, outsider: Any) -> None:
    PracticeGroup.objects.update(join_policy=JoinPolicy.INVITATION)
    with pytest.raises(errors.GroupClosed):
        actions.ask_to_join(actor=outsider.user, practice_group=practice_group, affiliation=outsider.affiliations.get())


def test_full_group_takes_no_requests(practice_group: Any, member: Any, outsider: Any) -> None:
    PracticeGroup.objects.update(size_limit=1)
    with pytest.raises(errors.GroupFull):
        actions.ask_to_join(actor=outsider.user, practice_group=practice_group, affiliation=outsider.affiliations.get())


def test_open_group_is_walked_into(practice_group: Any, outsider: Any) -> None:
    PracticeGroup.objects.update(join_policy=JoinPolicy.OPEN)
    membership = actions.join_open(actor=outsider.user, practice_group=practice_group, affiliation=outsider.affiliations.get())
    assert list(PracticeGroup.objects.visible_to(outsider.user)) == [practice_group]
    assert _verbs(membership) == ["membership_joined"]


def test_group_on_request_is_not_walked_into(practice_group: Any, outsider: Any) -> None:
    with pytest.raises(errors.GroupClosed):
        actions.join_open(actor=outsider.user, practice_group=practice_group, affiliation=outsider.affiliations.get())


# Answering


def test_approving_gives_the_place_and_tells_the_person(asked: Any, facilitator: Any, outsider: Any, practice_group: Any) -> None:
    actions.approve(actor=facilitator.user, membership=asked)
    assert list(PracticeGroup.objects.visible_to(outsider.user)) == [practice_group]
    assert _verbs(asked) == ["membership_asked", "membership_approved"]
    assert OutgoingMail.objects.filter(kind="membership_approved", member=outsider).count() == 1
    assert Notice.objects.open().count() == 0
    event = Event.objects.get(verb="member_joined")
    assert (event.scope_kind, event.scope_id, event.actor) == ("practice_group", practice_group.pk, outsider)


def test_declining_keeps_the_reason_and_tells_the_person(asked: Any, facilitator: Any, outsider: Any) -> None:
    declined = actions.decline(actor=facilitator.user, membership=asked, reason="Gruppen börjar om i höst.")
    assert (declined.state, declined.reason) == (MembershipState.DECLINED, "Gruppen börjar om i höst.")
    assert OutgoingMail.objects.filter(kind="membership_declined", member=outsider).count() == 1
    assert Notice.objects.open().count() == 0


def test_notice_stays_while_another_request_waits(asked: Any, facilitator: Any, practice_group: Any) -> None:
    another = factories.AffiliationFactory()
    actions.ask_to_join(actor=another.member.user, practice_group=practice_group, affiliation=another)
    actions.approve(actor=facilitator.user, membership=asked)
    assert Notice.objects.open().count() == 1


@pytest.mark.parametrize("person", [person for person in EVERYBODY if person not in ("facilitator", "anonymous")])
def test_only_a_facilitator_answers(asked: Any, request: pytest.FixtureRequest, person: str) -> None:
    user = user_of(request, person)
    with pytest.raises(errors.NotAllowed):
        actions.approve(actor=user, membership=asked)
    with pytest.raises(errors.NotAllowed):
        actions.decline(actor=user, membership=asked, reason="Nej")


def test_request_is_answered_once(asked: Any, facilitator: Any) -> None:
    actions.approve(actor=facilitator.user, membership=asked)
    with pytest.raises(errors.NothingAsked):
        actions.decline(actor=facilitator.user, membership=asked, reason="Ångrade mig")


def test_approval_asks_eligibility_again(asked: Any, facilitator: Any, outsider: Any) -> None:
    outsider.affiliations.update(until=timezone.now())
    with pytest.raises(errors.NotEligible):
        actions.approve(actor=facilitator.user, membership=asked)


def test_approval_keeps_the_limit(asked: Any, facilitator: Any) -> None:
    PracticeGroup.objects.update(size_limit=1)
    with pytest.raises(errors.GroupFull):
        actions.approve(actor=facilitator.user, membership=asked)
    assert Membership.objects.in_force().count() == 1


def test_those_whose_access_has_ended_take_no_place(asked: Any, facilitator: Any, member: Any) -> None:
    PracticeGroup.objects.update(size_limit=2)
    member.affiliations.update(until=timezone.now())
    actions.approve(actor=facilitator.user, membership=asked)
    assert Membership.objects.in_force().count() == 2


# Going


def test_leaving_ends_access(facilitator: Any, member: Any, practice_group: Any) -> None:
    left = actions.leave(actor=member.user, membership=membership_of(member, practice_group))
    assert left.state == MembershipState.LEFT
    assert not PracticeGroup.objects.visible_to(member.user).exists()


def test_taking_a_request_back_settles_the_notice(asked: Any, outsider: Any) -> None:
    actions.leave(actor=outsider.user, membership=asked)
    assert _verbs(asked)[-1] == "membership_request_withdrawn"
    assert Notice.objects.open().count() == 0


def test_nobody_leaves_for_somebody_else(facilitator: Any, member: Any, practice_group: Any) -> None:
    with pytest.raises(errors.NotAllowed):
        actions.leave(actor=facilitator.user, membership=membership_of(member, practice_group))


def test_last_facilitator_stays(facilitator: Any, member: Any, practice_group: Any) -> None:
    own = membership_of(facilitator, practice_group)
    for attempt in (
        lambda: actions.leave(actor=facilitator.user, membership=own),
        lambda: actions.remove(actor=facilitator.user, membership=own, reason="Slutar"),
        lambda: actions.change_role(actor=facilitator.user, membership=own, role=Role.MEMBER),
    ):
        with pytest.raises(errors.LastFacilitator):
            attempt()


def test_facilitator_whose_access_has_ended_does_not_count(facilitator: Any, practice_group: Any) -> None:
    second = factories.MembershipFactory(practice_group=practice_group, facilitator=True)
    second.member.affiliations.update(until=timezone.now())
    with pytest.raises(errors.LastFacilitator):
        actions.leave(actor=facilitator.user, membership=membership_of(facilitator, practice_group))


def test_last_facilitator_may_leave_a_closed_group(facilitator: Any, practice_group: Any) -> None:
    PracticeGroup.objects.update(state=GroupState.CLOSED)
    assert actions.leave(actor=facilitator.user, membership=membership_of(facilitator, practice_group)).state == MembershipState.LEFT


def test_facilitator_leaves_when_there_is_another(facilitator: Any, member: Any, practice_group: Any) -> None:
    actions.change_role(actor=facilitator.user, membership=membership_of(member, practice_group), role=Role.FACILITATOR)
    actions.leave(actor=facilitator.user, membership=membership_of(facilitator, practice_group))
    assert permissions.can_remove(member.user, practice_group)


def test_removing_ends_access_and_tells_the_person(facilitator: Any, member: Any, practice_group: Any) -> None:
    removed = actions.remove(actor=facilitator.user, membership=membership_of(member, practice_group), reason="Har bytt uppdrag.")
    assert (removed.state, removed.reason) == (MembershipState.REMOVED, "Har bytt uppdrag.")
    assert not PracticeGroup.objects.visible_to(member.user).exists()
    assert OutgoingMail.objects.filter(kind="membership_removed", member=member).count() == 1


@pytest.mark.parametrize("person", ["member", "former_member", "outsider", "supplier", "editor", "admin"])
def test_only_a_facilitator_removes_or_changes_roles(
    facilitator: Any, practice_group: Any, request: pytest.FixtureRequest, person: str
) -> None:
    user, lead = user_of(request, person), membership_of(facilitator, practice_group)
    with pytest.raises(errors.NotAllowed):
        actions.remove(actor=user, membership=lead, reason="Kupp")
    with pytest.raises(errors.NotAllowed):
        actions.change_role(actor=user, membership=lead, role=Role.MEMBER)


def test_guests_are_not_made_by_a_change_of_role(facilitator: Any, member: Any, practice_group: Any) -> None:
    with pytest.raises(errors.MembershipError):
        actions.change_role(actor=facilitator.user, membership=membership_of(member, practice_group), role=Role.GUEST)


# What happens to an affiliation


def test_ended_affiliation_marks_the_membership(practice_group: Any, member: Any) -> None:
    affiliation = member.affiliations.get()
    affiliation.until = timezone.now()
    affiliation.save()
    affiliation_ended.send(sender=type(affiliation), affiliation=affiliation)
    membership = membership_of(member, practice_group)
    assert membership.state == MembershipState.INELIGIBLE
    assert _verbs(membership) == ["membership_ineligible"]


def test_new_tie_to_a_business_marks_the_membership(practice_group: Any, member: Any) -> None:
    affiliation = factories.AffiliationFactory(member=member, organisation__business=True)
    affiliation_started.send(sender=type(affiliation), affiliation=affiliation)
    assert membership_of(member, practice_group).state == MembershipState.INELIGIBLE


def test_sweep_finds_what_no_signal_told_and_leaves_the_rest(facilitator: Any, member: Any, practice_group: Any) -> None:
    member.affiliations.get().organisation.__class__.objects.filter(pk=member.affiliations.get().organisation_id).update(active=False)
    assert actions.sweep_ineligible() == 1
    assert actions.sweep_ineligible() == 0
    assert membership_of(facilitator, practice_group).state == MembershipState.ACTIVE


def test_person_can_ask_again_after_a_new_affiliation(practice_group: Any, member: Any) -> None:
    member.affiliations.update(until=timezone.now())
    actions.sweep_ineligible()
    asked = actions.ask_to_join(actor=member.user, practice_group=practice_group, affiliation=factories.AffiliationFactory(member=member))
    assert asked.state == MembershipState.REQUESTED


# Founding and describing


def test_founding_seats_the_facilitator(admin: Any, outsider: Any) -> None:
    topic = factories.TopicFactory()
    group = actions.found_group(
        actor=admin, facilitator=outsider.affiliations.get(), name="Parkeringstal", purpose="Gemensamma tal.", topics=[topic]
    )
    assert permissions.can_remove(outsider.user, group)
    assert (group.size_limit, list(group.topics.all())) == (15, [topic])
    assert sorted(group.eligibilities.values_list("organisation_kind", flat=True)) == ["municipality", "region"]


def test_network_room_has_no_limit(outsider: Any) -> None:
    group = actions.found_group(
        actor=None, facilitator=outsider.affiliations.get(), name="Rum", purpose="Nätverkets rum.", kind=GroupKind.NETWORK_ROOM
    )
    assert group.size_limit is None


def test_business_can_neither_lead_nor_be_admitted(supplier: Any, outsider: Any) -> None:
    with pytest.raises(errors.NotEligible):
        actions.found_group(actor=None, facilitator=supplier.affiliations.get(), name="Sälj", purpose="Sälja.")
    with pytest.raises(errors.NotAGroup):
        actions.found_group(actor=None, facilitator=outsider.affiliations.get(), name="Sälj", purpose="Sälja.", kinds=["business"])
    assert not PracticeGroup.objects.exists()


@pytest.mark.parametrize("person", ["facilitator", "outsider", "editor"])
def test_founding_is_not_for_everybody(request: pytest.FixtureRequest, outsider: Any, person: str) -> None:
    with pytest.raises(errors.NotAllowed):
        actions.found_group(actor=user_of(request, person), facilitator=outsider.affiliations.get(), name="Ny", purpose="Ny.")


def test_hidden_group_is_by_invitation(outsider: Any) -> None:
    with pytest.raises(ValidationError):
        actions.found_group(actor=None, facilitator=outsider.affiliations.get(), name="Dold", purpose="Dold.", visibility=Visibility.HIDDEN)


DESCRIPTION = {
    "result": "Mall",
    "result_on": None,
    "next_step": "Jämför",
    "next_step_by": "Täby",
    "next_step_on": None,
    "situation": "**Läget**",
}


def test_describing_makes_the_situation_news_once(facilitator: Any, practice_group: Any) -> None:
    group = actions.describe_group(actor=facilitator.user, practice_group=practice_group, **DESCRIPTION)
    assert group.situation_html.strip() == "<p><strong>Läget</strong></p>"
    written = group.situation_at
    again = actions.describe_group(actor=facilitator.user, practice_group=practice_group, **{**DESCRIPTION, "next_step": "Vila"})
    assert (again.situation_at, again.next_step) == (written, "Vila")
    assert Event.objects.filter(verb="situation_written").count() == 1


def test_concluded_group_is_not_described(facilitator: Any, practice_group: Any) -> None:
    PracticeGroup.objects.update(state=GroupState.CONCLUDED)
    with pytest.raises(errors.NotAllowed):
        actions.describe_group(actor=facilitator.user, practice_group=practice_group, **DESCRIPTION)
