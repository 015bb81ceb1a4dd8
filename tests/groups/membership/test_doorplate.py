"""The doorplate: what everybody may know of a group, and that nothing done to the page touches the group."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from groups.membership.cards import GroupCard
from groups.membership.eligibility import Bar
from groups.membership.enums import GroupState, JoinPolicy, Visibility
from groups.membership.models import Membership, PracticeGroup, PracticeGroupPage
from tests import factories
from tests.groups.people import EVERYBODY, add_doorplate, add_index_page, client_of

HIDE = {"visibility": Visibility.HIDDEN, "join_policy": JoinPolicy.INVITATION}


def _text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


@pytest.mark.parametrize("person", EVERYBODY)
def test_doorplate_shows_everybody_the_same_open_facts(practice_group: Any, request: pytest.FixtureRequest, person: str) -> None:
    PracticeGroup.objects.update(result_on=date(2027, 6, 12), meeting_form="Varannan månad via länk")
    factories.MembershipFactory(practice_group=practice_group, affiliation__organisation__name="Sjövik")
    text = _text(client_of(request, person), add_doorplate(PracticeGroup.objects.get()).url)
    for fact in ("Villkor för elsparkcyklar", "Ta fram gemensamma villkor.", "Gemensam mall", "2027", "Varannan månad via länk", "Sjövik"):
        assert fact in text


def test_doorplate_leads_strangers_to_ask_and_members_inside(practice_group: Any, member: Any, outsider: Any) -> None:
    page = add_doorplate(practice_group)
    ask, inside = (reverse(f"hub_membership:{name}", args=[practice_group.public_id]) for name in ("join", "group"))
    for person, leads_to in [(outsider, ask), (member, inside)]:
        client = Client()
        client.force_login(person.user)
        html = client.get(page.url).content.decode()
        assert (f'href="{ask}"' in html, f'href="{inside}"' in html) == (leads_to == ask, leads_to == inside)


def test_asking_goes_through_sign_in_and_back(practice_group: Any) -> None:
    url = reverse("hub_membership:join", args=[practice_group.public_id])
    response = Client().get(url)
    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={url}")


def test_doorplate_says_what_keeps_its_reader_out(practice_group: Any, supplier: Any) -> None:
    page, ask = add_doorplate(practice_group), reverse("hub_membership:join", args=[practice_group.public_id])
    client = Client()
    client.force_login(supplier.user)
    html = client.get(page.url).content.decode()
    assert ask not in html
    with translation.override("sv"):
        assert str(Bar.BUSINESS.label) in html


def test_doorplate_says_that_a_request_waits(practice_group: Any, outsider: Any) -> None:
    page, ask = add_doorplate(practice_group), reverse("hub_membership:join", args=[practice_group.public_id])
    factories.MembershipFactory(practice_group=practice_group, member=outsider, affiliation=outsider.affiliations.get(), requested=True)
    client = Client()
    client.force_login(outsider.user)
    html = client.get(page.url).content.decode()
    assert (ask in html, reverse("hub_membership:my_groups") in html) == (False, True)


def test_topic_without_groups_can_be_chosen_and_shows_none(practice_group: Any) -> None:
    add_doorplate(practice_group)
    topic = factories.TopicFactory()
    chosen = Client().get("/grupper/", {"amne": topic.slug})
    assert (chosen.context["filter_form"].errors, chosen.context["open_plates"], chosen.context["clear_url"]) == ({}, [], "/grupper/")
    plain = Client().get("/grupper/")
    assert (len(plain.context["open_plates"]), plain.context["clear_url"]) == (1, "")


def test_choice_that_does_not_exist_is_said_by_its_field(practice_group: Any) -> None:
    add_doorplate(practice_group)
    response = Client().get("/grupper/", {"amne": "nothing\0", "lan": "99"})
    assert set(response.context["filter_form"].errors) == {"amne", "lan"}
    assert len(response.context["open_plates"]) == 1


CLOSED_DOORS = [{"state": GroupState.CONCLUDED}, {"state": GroupState.RESTING}, {"join_policy": JoinPolicy.INVITATION}, {"size_limit": 1}]


@pytest.mark.parametrize("change", CLOSED_DOORS)
def test_door_that_is_closed_has_no_button(practice_group: Any, member: Any, change: dict[str, Any]) -> None:
    PracticeGroup.objects.update(**change)
    page = add_doorplate(PracticeGroup.objects.get())
    assert reverse("hub_membership:join", args=[practice_group.public_id]) not in Client().get(page.url).content.decode()


def test_seats_left_do_not_count_those_whose_access_has_ended(practice_group: Any, member: Any) -> None:
    from groups.membership.doorplates import doorplates

    factories.MembershipFactory(practice_group=practice_group).member.affiliations.update(
        until="2026-01-01T00:00Z", since="2025-01-01T00:00Z"
    )
    PracticeGroup.objects.update(size_limit=3)
    [plate] = doorplates(PracticeGroup.objects.all())
    assert (plate.people, plate.seats_left) == (1, 2)


# What happens to the page


def test_page_without_group_or_with_a_hidden_one_is_not_found(practice_group: Any) -> None:
    page = add_doorplate(practice_group)
    bare = add_doorplate(None, slug="tom")
    PracticeGroup.objects.update(**HIDE)
    assert [Client().get(url).status_code for url in (page.url, bare.url)] == [404, 404]
    assert PracticeGroupPage.objects.get(pk=page.pk).get_sitemap_urls() == []


def test_hidden_group_cannot_get_a_page(practice_group: Any) -> None:
    PracticeGroup.objects.update(**HIDE)
    page = PracticeGroupPage(title="Dold", slug="dold", practice_group=PracticeGroup.objects.get())
    with pytest.raises(ValidationError) as refused:
        page.clean()
    assert set(refused.value.message_dict) == {"practice_group"}


def test_editor_is_not_offered_hidden_groups(admin: Any, practice_group: Any) -> None:
    add_index_page()
    hidden = factories.PracticeGroupFactory(name="Hemligstämplad", **HIDE)
    client = Client()
    client.force_login(admin)
    index = add_doorplate(None).get_parent()
    html = client.get(reverse("wagtailadmin_pages:add", args=["hub_membership", "practicegrouppage", index.pk])).content.decode()
    assert practice_group.name in html
    assert hidden.name not in html


def _inside(practice_group: PracticeGroup) -> tuple[Any, ...]:
    return (PracticeGroup.objects.filter(pk=practice_group.pk).values().get(), list(Membership.objects.values().order_by("pk")))


def test_nothing_done_to_the_page_changes_the_group(practice_group: Any, facilitator: Any, member: Any, admin: Any) -> None:
    page = add_doorplate(practice_group)
    before = _inside(practice_group)
    first = page.save_revision(user=admin)
    page.title = "Nytt namn"
    page.save_revision(user=admin).publish()
    copy = page.copy(update_attrs={"slug": "kopia", "title": "Kopia"}, copy_revisions=True)
    alias = page.create_alias(update_slug="alias")
    other_index = page.get_parent().copy(update_attrs={"slug": "andra", "title": "Andra"}, recursive=False)
    page.move(other_index, pos="last-child")
    page = PracticeGroupPage.objects.get(pk=page.pk)
    first.as_object().save_revision(user=admin).publish()
    page.unpublish(user=admin)
    assert copy.specific.practice_group is None
    assert alias.specific.practice_group == practice_group
    for gone in (copy, alias, page):
        PracticeGroupPage.objects.get(pk=gone.pk).delete()
    assert _inside(practice_group) == before


def test_group_has_one_page_besides_its_aliases(practice_group: Any, admin: Any) -> None:
    page = add_doorplate(practice_group)
    page.create_alias(update_slug="alias")
    page.save_revision(user=admin).publish()
    second = add_doorplate(None, slug="tva")
    second.practice_group = practice_group
    with pytest.raises(ValidationError):
        second.save()


def test_alias_of_a_doorplate_shows_it_and_hides_with_it(practice_group: Any) -> None:
    alias = add_doorplate(practice_group).create_alias(update_slug="alias")
    assert "Villkor för elsparkcyklar" in _text(Client(), alias.url)
    PracticeGroup.objects.update(**HIDE)
    assert Client().get(alias.url).status_code == 404


# The list


@pytest.fixture
def index_url(db: None) -> str:
    return str(add_index_page().url)


def test_index_lists_groups_with_places_before_the_others(index_url: str, practice_group: Any) -> None:
    factories.PracticeGroupFactory(name="Avslutad grupp", state=GroupState.CONCLUDED)
    factories.PracticeGroupFactory(name="Dold grupp", **HIDE)
    text = _text(Client(), index_url)
    assert text.index("Villkor för elsparkcyklar") < text.index("Avslutad grupp")
    assert "Dold grupp" not in text


def test_index_filters_by_topic_with_its_sub_topics_and_by_county(index_url: str, practice_group: Any) -> None:
    above = factories.TopicFactory(slug="upphandling")
    practice_group.topics.add(factories.TopicFactory(parent=above, slug="koncession"))
    practice_group.counties.add("01")
    other = factories.PracticeGroupFactory(name="Annan grupp")
    other.topics.add(factories.TopicFactory(slug="parkering"))
    other.counties.add("05")
    for query in ("?amne=upphandling", "?amne=koncession", "?lan=01", "?amne=upphandling&lan=01"):
        text = _text(Client(), index_url + query)
        assert ("Villkor för elsparkcyklar" in text, "Annan grupp" in text) == (True, False), query
    assert "Villkor för elsparkcyklar" not in _text(Client(), index_url + "?amne=upphandling&lan=05")


@pytest.mark.parametrize("query", ["?amne=finns-inte", "?lan=99", "?amne=%00", "?lan=%ff", "?amne=a&amne=b"])
def test_index_survives_choices_that_do_not_exist(index_url: str, practice_group: Any, query: str) -> None:
    assert "Villkor för elsparkcyklar" in _text(Client(), index_url + query)


def test_index_offers_only_choices_that_lead_to_open_groups(index_url: str) -> None:
    hidden = factories.PracticeGroupFactory(**HIDE)
    hidden.topics.add(factories.TopicFactory(name_sv="Hemligt ämne"))
    assert "Hemligt ämne" not in _text(Client(), index_url)


def _cost(url: str, client: Client | None = None) -> int:
    client = client or Client()
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def _furnished() -> None:
    group = factories.PracticeGroupFactory()
    group.topics.add(factories.TopicFactory(parent=factories.TopicFactory()))
    group.counties.add("01")
    factories.MembershipFactory(practice_group=group)
    factories.MembershipFactory(practice_group=group)
    add_doorplate(group, slug=f"grupp-{group.pk}")


def test_index_costs_the_same_with_one_group_and_with_three(index_url: str) -> None:
    _furnished()
    one = _cost(index_url)
    _furnished()
    _furnished()
    assert _cost(index_url) == one
    assert one <= 17


def test_other_rooms_cards_are_shown(practice_group: Any) -> None:
    from wagtail import hooks

    def card(groups: Any) -> GroupCard:
        return GroupCard(order=1, facts={group.pk: ("möte i Sjövik",) for group in groups})

    with hooks.register_temporarily("register_hub_group_card", card):
        assert "möte i Sjövik" in _text(Client(), add_doorplate(practice_group).url)
