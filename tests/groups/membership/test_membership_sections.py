"""What groups show on other pages, in mail and in search."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from groups.membership import actions, sections
from groups.membership.enums import GroupState, JoinPolicy, Visibility
from groups.membership.findable import PracticeGroupKind
from groups.membership.models import Membership, PracticeGroup
from mobility_hub.lookup.models import SearchEntry
from mobility_hub.notices.queries import audience
from mobility_hub.outbox.enums import DropReason
from mobility_hub.outbox.kinds import Drop, Rendered, find_kind
from mobility_hub.outbox.models import OutgoingMail
from mobility_hub.sections import DigestSection, Window
from tests import factories
from tests.groups.people import add_doorplate, add_index_page

HIDE = {"visibility": Visibility.HIDDEN, "join_policy": JoinPolicy.INVITATION}


def _queries(function: Any, *arguments: Any) -> int:
    with CaptureQueriesContext(connection) as queries:
        function(*arguments)
    return len(queries)


# Topics and networks


def test_topic_has_its_own_groups_and_those_of_its_sub_topics_once(practice_group: Any) -> None:
    add_doorplate(practice_group)
    above, below, bare = factories.TopicFactory(), factories.TopicFactory(), factories.TopicFactory()
    below.parent = above
    below.save()
    practice_group.topics.set([above, below])
    section = sections.topic_section([above, below, bare])
    assert {topic_id: [line.title for line in cell.lines] for topic_id, cell in section.cells.items()} == {
        above.pk: [practice_group.name],
        below.pk: [practice_group.name],
        bare.pk: [],
    }
    assert (section.cells[above.pk].count, bool(section.cells[bare.pk].missing), section.cells[bare.pk].remedy.url) == (
        1,
        True,
        "/grupper/#new-group",
    )


@pytest.mark.parametrize("change", [HIDE, {"state": GroupState.CLOSED}])
def test_topic_does_not_tell_of_hidden_or_closed_groups(practice_group: Any, change: dict[str, Any]) -> None:
    topic = factories.TopicFactory()
    practice_group.topics.add(topic)
    PracticeGroup.objects.update(**change)
    assert sections.topic_section([topic]).cells[topic.pk].lines == ()


def test_topics_cost_the_same_whether_one_or_three(db: None) -> None:
    add_index_page()
    topics = [factories.TopicFactory() for _number in range(3)]

    def on(topic: Any) -> None:
        group = factories.PracticeGroupFactory()
        group.topics.add(topic)
        factories.MembershipFactory(practice_group=group)
        add_doorplate(group, slug=f"grupp-{group.pk}")

    on(topics[0])
    sections.topic_section(topics)
    one = _queries(sections.topic_section, topics[:1])
    for topic in topics:
        on(topic)
    assert _queries(sections.topic_section, topics) == one


# Mine and digest


def test_facilitator_is_asked_to_answer_in_mine(practice_group: Any, facilitator: Any, member: Any, outsider: Any) -> None:
    actions.ask_to_join(actor=outsider.user, practice_group=practice_group, affiliation=outsider.affiliations.get())
    with translation.override("en"):
        section = sections.mine_section([facilitator, member, outsider])
    assert [str(todo.title) for todo in section.todos[facilitator.pk]] == ["1 person asks to join"]
    assert set(section.todos) == {facilitator.pk}
    assert {key: [mine.practice_group for mine in context["my_groups"]] for key, context in section.contexts.items()} == {
        facilitator.pk: [practice_group],
        member.pk: [practice_group],
        outsider.pk: [],
    }


def _window(hours: int = 24) -> Window:
    until = timezone.now() + timedelta(minutes=1)
    return Window(until - timedelta(hours=hours), until)


def _digest(*members: Any, hours: int = 24) -> DigestSection:
    return sections.digest_section(members, {member.pk: _window(hours) for member in members})


def test_digest_tells_facilitators_of_new_requests_only(practice_group: Any, facilitator: Any, member: Any, outsider: Any) -> None:
    asked = actions.ask_to_join(actor=outsider.user, practice_group=practice_group, affiliation=outsider.affiliations.get(), message="Hej")
    [block] = _digest(facilitator, member, outsider).blocks[facilitator.pk]
    assert (block.heading, [line.text for line in block.lines]) == (practice_group.name, ["Hej"])
    assert set(_digest(facilitator, member, outsider).blocks) == {facilitator.pk}
    Membership.objects.filter(pk=asked.pk).update(asked_at=timezone.now() - timedelta(days=3))
    assert _digest(facilitator).blocks == {}
    actions.approve(actor=facilitator.user, membership=asked)
    assert _digest(facilitator, hours=24 * 7).blocks == {}


def test_digest_and_mine_cost_the_same_whether_one_or_three(db: None) -> None:
    def led() -> Any:
        own = factories.MembershipFactory(facilitator=True)
        factories.MembershipFactory(practice_group=own.practice_group, requested=True)
        return own.member

    members = [led() for _number in range(3)]
    windows = {member.pk: _window() for member in members}
    assert _queries(sections.digest_section, members[:1], windows) == _queries(sections.digest_section, members, windows)
    assert _queries(sections.mine_section, members[:1]) == _queries(sections.mine_section, members)


def test_audience_of_a_group_is_who_is_in_it_now(practice_group: Any, facilitator: Any, member: Any, former_member: Any) -> None:
    other = factories.PracticeGroupFactory()
    assert audience("practice_group", [practice_group.pk, other.pk]) == {practice_group.pk: {facilitator.pk, member.pk}, other.pk: set()}


# Search


def test_only_live_doorplates_of_listed_groups_are_found(practice_group: Any) -> None:
    factories.PracticeGroupFactory(name="Utan sida")
    page = add_doorplate(practice_group)
    page.save_revision().publish()
    assert list(SearchEntry.objects.visible_to(AnonymousUser()).values_list("kind", "title")) == [("practice_group", practice_group.name)]
    page.unpublish()
    assert not SearchEntry.objects.exists()


def test_search_holds_nothing_from_inside(practice_group: Any) -> None:
    PracticeGroup.objects.update(situation="kanariefågel", next_step="kanariefågel", next_step_by="kanariefågel")
    add_doorplate(practice_group)
    [entry] = PracticeGroupKind().entries(None)
    assert "kanarie" not in str(entry)


def test_hidden_group_is_not_found_even_with_its_page_left(practice_group: Any) -> None:
    add_doorplate(practice_group)
    PracticeGroup.objects.update(**HIDE)
    assert list(PracticeGroupKind().entries(None)) == []
    assert PracticeGroupKind().urls([practice_group.pk]) == {}


# Mail


def _render(mail: OutgoingMail) -> Rendered:
    with translation.override("sv"):
        return find_kind(mail.kind).render(mail)


@pytest.fixture
def asked(practice_group: Any, facilitator: Any, outsider: Any) -> Membership:
    return actions.ask_to_join(
        actor=outsider.user, practice_group=practice_group, affiliation=outsider.affiliations.get(), message="Jag <b>vill</b> vara med"
    )


def _mail(kind: str) -> OutgoingMail:
    return OutgoingMail.objects.get(kind=kind)


def test_mail_to_the_facilitator_says_who_and_why(asked: Any, practice_group: Any) -> None:
    rendered = _render(_mail("membership_asked"))
    assert "Ove Outsider" in rendered.subject
    for text in (rendered.text, rendered.html):
        assert f"http://testserver/mina-grupper/{practice_group.public_id}/deltagare/" in text
    assert "Jag <b>vill</b> vara med" in rendered.text
    assert "Jag &lt;b&gt;vill&lt;/b&gt; vara med" in rendered.html
    assert rendered.unsubscribe_url


def test_mail_about_a_request_is_dropped_when_it_has_been_answered(asked: Any, facilitator: Any) -> None:
    actions.approve(actor=facilitator.user, membership=asked)
    with pytest.raises(Drop) as dropped:
        _render(_mail("membership_asked"))
    assert dropped.value.reason == DropReason.SUPERSEDED


def test_mail_about_a_request_is_dropped_when_its_reader_leads_no_more(asked: Any, facilitator: Any) -> None:
    facilitator.affiliations.update(until=timezone.now())
    with pytest.raises(Drop) as dropped:
        _render(_mail("membership_asked"))
    assert dropped.value.reason == DropReason.ACCESS_LOST


def test_mail_on_approval_leads_inside_and_is_dropped_after_removal(asked: Any, facilitator: Any, practice_group: Any) -> None:
    actions.approve(actor=facilitator.user, membership=asked)
    assert f"/mina-grupper/{practice_group.public_id}/" in _render(_mail("membership_approved")).text
    actions.remove(actor=facilitator.user, membership=asked, reason="Fel person")
    with pytest.raises(Drop):
        _render(_mail("membership_approved"))
    assert "Fel person" in _render(_mail("membership_removed")).text


def test_mail_on_approval_is_dropped_when_the_affiliation_has_ended(asked: Any, facilitator: Any, outsider: Any) -> None:
    actions.approve(actor=facilitator.user, membership=asked)
    outsider.affiliations.update(until=timezone.now())
    with pytest.raises(Drop) as dropped:
        _render(_mail("membership_approved"))
    assert dropped.value.reason == DropReason.ACCESS_LOST


def test_mail_on_a_no_gives_the_reason(asked: Any, facilitator: Any) -> None:
    actions.decline(actor=facilitator.user, membership=asked, reason="Gruppen är <full>")
    rendered = _render(_mail("membership_declined"))
    assert "Gruppen är <full>" in rendered.text
    assert "Gruppen är &lt;full&gt;" in rendered.html
    assert not rendered.unsubscribe_url


def test_line_breaks_in_names_make_no_header(asked: Any, practice_group: Any, outsider: Any) -> None:
    PracticeGroup.objects.update(name="Grupp\r\nBcc: alla@granby.example")
    assert "\n" not in _render(_mail("membership_asked")).subject


def test_asking_again_after_a_no_is_a_mail_of_its_own(asked: Any, facilitator: Any, outsider: Any, practice_group: Any) -> None:
    actions.decline(actor=facilitator.user, membership=asked, reason="Inte nu")
    again = actions.ask_to_join(actor=outsider.user, practice_group=practice_group, affiliation=outsider.affiliations.get())
    actions.decline(actor=facilitator.user, membership=again, reason="Inte nu heller")
    assert OutgoingMail.objects.filter(kind="membership_asked").count() == 2
    assert OutgoingMail.objects.filter(kind="membership_declined").count() == 2
