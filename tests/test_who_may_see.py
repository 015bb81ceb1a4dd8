"""The who-may-see matrix: every address of the site and every mail, for every kind of person, with a canary in every member-only field."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from groups.conf import MEMBER_ONLY_APPS
from groups.hosting.models import HostTurn
from mobility_hub.outbox.delivery import deliver_due
from mobility_hub.outbox.models import OutgoingMail
from tests import factories
from tests.who_may_see_addresses import (
    LANGUAGES,
    LEFT_OUT,
    addresses,
    every_modeladmin,
    is_members_area,
    members_pairs,
    modeladmin_lists,
    route_of,
    routes,
)
from tests.who_may_see_world import BIRD, INSIDERS, ROLES, SECRET, STRANGERS, World, make_world, word_columns

OUTSIDE = [role for role in ROLES if role not in INSIDERS]

# Pages of the Wagtail admin that could name what is in a group, besides the lists of wagtail-modeladmin with their exports.
ADMIN_PAGES = (
    "/admin/",
    "/admin/hub/found-group/",
    "/admin/hub/mail/edit/{mail}/",
    "/admin/hub/members/inspect/{member}/",
    "/admin/hub/members/history/{member}/",
    "/admin/hub/members/edit/{member}/",
    "/admin/hub/organisations/history/{organisation}/",
    "/admin/hub/organisations/edit/{organisation}/",
    "/admin/hub/affiliations/edit/{affiliation}/",
    "/admin/hub/requests/edit/{request}/",
    "/admin/hub/topics/edit/{topic}/",
    "/admin/hub/topics/delete/{topic}/",
    "/admin/hub/topics/history/{topic}/",
    "/admin/hub_hosting/hostturn/inspect/{turn}/",
    "/admin/pages/{page}/edit/",
    "/admin/pages/{page}/history/",
    "/admin/pages/{page}/workflow_history/",
    "/admin/pages/{page}/usage/",
    "/admin/pages/{page}/delete/",
    "/admin/pages/search/?q=" + SECRET,
    "/admin/pages/usage/hub_membership/practicegrouppage/",
    "/admin/choose-page/",
    "/admin/choose-page/search/?q=" + SECRET,
    "/admin/users/",
    "/admin/users/?export=csv",
    "/admin/users/edit/{user}/",
    "/admin/users/history/{user}/",
    "/admin/users/usage/{user}/",
    "/admin/reports/locked/",
    "/admin/reports/workflow/",
    "/admin/reports/workflow/?export=csv",
    "/admin/reports/workflow_tasks/",
    "/admin/reports/site-history/",
    "/admin/reports/site-history/?export=csv",
    "/admin/reports/site-history/?export=xlsx",
    "/admin/reports/aging-pages/",
    "/admin/reports/page-types-usage/",
)

# Views of Wagtail's own that fail on a POST without data, for those who may use them.
FAILS_ON_POST = ("/admin/pages/", "/admin/choose-external-link/", "/admin/redirects/import/process/")


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world, made once for all tests of this file and taken back after the last."""
    cache.clear()
    with django_db_blocker.unblock(), transaction.atomic():
        with translation.override("sv"):
            world = make_world()
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(made: World, db: None) -> World:
    """The world as it was made: what a test changes in it is taken back."""
    return deepcopy(made)


def client_of(world: World, role: str) -> Client:
    client = Client(raise_request_exception=True)
    if role != "anonymous":
        client.force_login(world.users[role])
    return client


def everything_in(response: Any) -> str:
    """What the answer shows: headers and body, and what is packed in a spreadsheet."""
    body = b"".join(response) if response.streaming else response.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"".join(packed.read(name) for name in packed.namelist())
    return f"{response.headers}{response.cookies}{body.decode(errors='replace')}"


def ask(client: Client, method: str, url: str) -> Any:
    """The answer; what the request changed is taken back, and whom it signed out (Wagtail does so by GET) is signed in again."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response = getattr(client, method)(url)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


# The matrix skips nothing


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_route_has_an_address_or_a_reason(world: World, language: str) -> None:
    """Each address reaches the route that it was made from: Wagtail's pages answer to anything."""
    made = {route_of(address, language) for address in addresses(world, language)}
    wanted = {route.name for route in routes(language) if not route.why_left_out}
    assert made == wanted
    assert len(made) > (200 if language == "sv" else 45)


def test_nothing_is_left_out_that_is_not_there() -> None:
    assert set(LEFT_OUT) - {route.name for route in routes()} == set()
    assert not [route for route in routes() if route.is_members and route.why_left_out]


def test_admin_pages_that_could_name_a_group_are_visited(world: World) -> None:
    """For the superuser each answers with itself, not with a redirect, and the matrix has it."""
    first = {prefix.rstrip("/").rpartition("/")[2]: keys[0] for prefix, keys in world.instances.items() if keys}
    singular = {"mail": "mail", "hostturn": "turn", "pages": "page"}
    keys = {singular.get(name, name.rstrip("s")): key for name, key in first.items()}
    wanted = [page.format(**keys) for page in ADMIN_PAGES]
    wanted += [url + question for url in modeladmin_lists() for question in ("", "?export=csv", "?export=xlsx", f"?q={SECRET}")]
    client = client_of(world, "admin")
    assert [(url, status) for url in wanted if (status := client.get(url).status_code) != 200] == []
    assert set(wanted) - set(addresses(world)) == set()
    assert len(modeladmin_lists()) >= 9


def test_every_member_only_column_carries_the_canary(world: World) -> None:
    """Else the matrix below would prove nothing about a column; a new one must be written by ``make_world``."""
    for model, columns in word_columns().items():
        rows = list(model._default_manager.all())
        assert rows, f"{model._meta.label} has no row in the world"
        for column in columns:
            held = [str(getattr(row, column.attname) or "") for row in rows]
            assert any(BIRD in words for words in held), f"{model._meta.label}.{column.name} holds no canary"


# Every address, for everybody


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
def test_no_address_shows_a_stranger_the_canary(world: World, role: str, language: str) -> None:
    client = client_of(world, role)
    seen = 0
    for url in addresses(world, language):
        response = ask(client, "get", url)
        assert response.status_code < 500, url
        shown = BIRD in everything_in(response)
        assert not shown or role in INSIDERS, url
        seen += shown
        if is_members_area(url):
            assert "no-store" in response.headers["Cache-Control"], url
            if role == "anonymous":
                assert response.status_code == 302, url
    assert seen > 5 if role in INSIDERS else seen == 0
    assert ("_auth_user_id" in client.session) == (role != "anonymous")


@pytest.mark.parametrize("role", OUTSIDE)
def test_no_post_shows_a_stranger_the_canary(world: World, role: str) -> None:
    """Without data. Wagtail's own views fail on some (a copy that is nowhere), and then the answer is the page that says so."""
    client = client_of(world, role)
    client.raise_request_exception = False
    failed = []
    for url in dict.fromkeys(address.partition("?")[0] for address in addresses(world)):
        response = ask(client, "post", url)
        assert BIRD not in everything_in(response), url
        failed += [url] if response.status_code >= 500 else []
    assert [url for url in failed if not url.startswith(FAILS_ON_POST)] == []


@pytest.mark.parametrize("role", [role for role in OUTSIDE if role not in ("editor", "admin")])
def test_no_head_shows_a_stranger_the_canary(world: World, role: str) -> None:
    client = client_of(world, role)
    for url in addresses(world):
        assert BIRD not in everything_in(ask(client, "head", url)), url


@pytest.mark.parametrize("role", OUTSIDE)
def test_no_page_or_search_shows_a_stranger_the_canary(world: World, role: str) -> None:
    client = client_of(world, role)
    urls = [page.url for page in Page.objects.live() if page.url]
    assert len(urls) > 8
    urls += [f"/sok/?q={word}" for word in (SECRET, f"{SECRET}*", "Person")]
    for url in [*urls, *(f"/en{url}" for url in urls)]:
        response = client.get(url, follow=True)
        assert response.status_code in (200, 404), url
        assert BIRD not in everything_in(response), url


@pytest.mark.parametrize("before", ["", "/en"])
def test_search_finds_the_canary_for_a_member(world: World, before: str) -> None:
    assert BIRD in client_of(world, "member").get(f"{before}/sok/?q={SECRET}").content.decode()


@pytest.mark.parametrize("role", OUTSIDE)
def test_group_that_everybody_may_find_keeps_its_inside(world: World, role: str) -> None:
    """Its doorplate and its form to join are open; everything else of it is as hidden as the other group."""
    client = client_of(world, role)
    world.practice_group = world.listed_group
    assert world.listed_group.name in client.get("/grupper/oppen/").content.decode()
    for url, _unreal in members_pairs(world):
        assert BIRD not in everything_in(ask(client, "get", url)), url


# Hidden and missing are one answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_signed_out_every_members_address_answers_alike(world: World, language: str) -> None:
    client = client_of(world, "anonymous")
    for url, unreal in members_pairs(world, language):
        for method in ("get", "head", "post"):
            with CaptureQueriesContext(connection) as queries:
                one, other = getattr(client, method)(url), getattr(client, method)(unreal)
            assert (one.status_code, other.status_code, len(queries)) == (302, 302, 0), url
            assert one.headers["Location"].replace(url, "") == other.headers["Location"].replace(unreal, "")


@pytest.mark.parametrize("role", STRANGERS)
@pytest.mark.parametrize(("language", "method"), [("sv", "get"), ("sv", "head"), ("sv", "post"), ("en", "get")])
def test_stranger_gets_one_answer_for_hidden_and_missing(world: World, role: str, language: str, method: str) -> None:
    client = client_of(world, role)
    client.get("/")  # fills what Wagtail keeps in the cache: where the sites begin
    client.get("/mitt/")
    pairs = [(url, unreal) for url, unreal in members_pairs(world, language) if url != unreal]
    assert len(pairs) > 20
    for url, unreal in pairs:
        with CaptureQueriesContext(connection) as hidden:
            one = getattr(client, method)(url)
        with CaptureQueriesContext(connection) as missing:
            other = getattr(client, method)(unreal)
        assert one.status_code == other.status_code, url
        assert one.status_code in (404, 405), url
        assert len(hidden) == len(missing), url
        assert same_for_all(one, url) == same_for_all(other, unreal), url


def same_for_all(response: HttpResponse, url: str) -> str:
    """The answer without the time and the token of the moment, and without the address in it, which is the one asked for."""
    plain = url.removeprefix("/en")
    headers = {name: value for name, value in response.headers.items() if name not in ("Expires", "Content-Length")}
    content = re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
    return f"{headers}{content}".replace(plain, "HERE")


# Mail


def test_mails_reach_insiders_with_the_canary(world: World, mailoutbox: list[Any]) -> None:
    kinds = set(OutgoingMail.objects.values_list("kind", flat=True))
    assert {"digest", "host_ask", "meeting_invitation", "membership_asked"} <= kinds
    assert not [mail for mail in OutgoingMail.objects.all() if BIRD in f"{mail.about} {mail.key}"], "a row holds ids, never words"
    deliver_due()
    assert len([message for message in mailoutbox if BIRD in str(message.message())]) >= 3


@pytest.mark.parametrize("role", STRANGERS)
def test_every_mail_is_dropped_or_empty_for_strangers(world: World, role: str, mailoutbox: list[Any]) -> None:
    """Each mail that the world's actions wrote, delivered as if its reader had become somebody else in the meantime."""
    stranger = getattr(world.users[role], "hub_member", None)
    if stranger is None:
        stranger = factories.MemberFactory(user=world.users[role])
    mails = OutgoingMail.objects.exclude(kind="site").exclude(member=None)
    assert mails.update(member=stranger, address=stranger.email) > 4
    deliver_due()
    assert not [message for message in mailoutbox if BIRD in str(message.message())]
    assert not OutgoingMail.objects.filter(state="dropped", reason="faulty").exists()


# The admin


def test_no_member_only_model_is_in_the_admin() -> None:
    """Host turns are the one exception: organisations and dates."""
    listed = {model._meta.label for model in get_snippet_models() if model._meta.app_label in MEMBER_ONLY_APPS}
    assert listed == set()
    registered = {admin.model for admin in every_modeladmin()}
    for model in apps.get_models():
        if model._meta.app_label in MEMBER_ONLY_APPS and not issubclass(model, Page):
            assert (model in registered) == (model is HostTurn), model
