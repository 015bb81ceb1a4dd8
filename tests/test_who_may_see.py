"""The who-may-see matrix: every address of the site and every mail, for every kind of person, with a canary in every member-only field."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models
from wagtail_modeladmin.options import ModelAdmin

from groups.conf import MEMBER_ONLY_APPS
from groups.hosting.models import HostTurn
from mobility_hub.ids import new_public_id
from mobility_hub.outbox.delivery import deliver_due
from mobility_hub.outbox.models import OutgoingMail
from tests import factories
from tests.who_may_see_world import BIRD, INSIDERS, ROLES, SECRET, STRANGERS, World, make_world, word_columns

MEMBERS_AREAS = ("mitt/", "mina-grupper/")
FAILS_ON_PURPOSE = "admin/failwhale/"  # Wagtail's own, to try error reporting


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def routes(resolver: Any, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, here)
        elif isinstance(pattern, URLPattern):
            yield here


def addresses(world: World, *, fake: bool = False) -> list[str]:
    """Every address of the resolver whose parts the world knows; ``fake`` puts ids in that were never given out."""
    values = world.address_values()
    if fake:
        values = {name: 987654321 if isinstance(value, int) else new_public_id() for name, value in values.items()}
    found = []
    with translation.override("sv"):
        for route in routes(get_resolver()):
            names = re.findall(r"<\w+:(\w+)>", route)
            if route.startswith("^") or "(?P" in route or route == FAILS_ON_PURPOSE or not set(names) <= set(values):
                continue
            found.append("/" + re.sub(r"<\w+:(\w+)>", lambda match: str(values[match[1]]), route))
    return found


def client_of(world: World, role: str) -> Client:
    client = Client(raise_request_exception=True)
    if role != "anonymous":
        client.force_login(world.users[role])
    return client


def is_members_area(url: str) -> bool:
    return url.lstrip("/").startswith(MEMBERS_AREAS)


def test_every_member_only_column_carries_the_canary(world: World) -> None:
    """Else the matrix below would prove nothing about a column; a new one must be written by ``make_world``."""
    for model, columns in word_columns().items():
        rows = list(model._default_manager.all())
        assert rows, f"{model._meta.label} has no row in the world"
        for column in columns:
            held = [str(getattr(row, column.attname) or "") for row in rows]
            assert any(BIRD in words for words in held), f"{model._meta.label}.{column.name} holds no canary"


@pytest.mark.parametrize("role", ROLES)
def test_no_address_shows_a_stranger_the_canary(world: World, role: str) -> None:
    client = client_of(world, role)
    seen = 0
    for url in addresses(world):
        response = client.get(url)
        assert response.status_code < 500, url
        shown = BIRD in b"".join(response).decode(errors="replace") if response.streaming else BIRD in response.content.decode()
        assert not shown or role in INSIDERS, url
        seen += shown
        if is_members_area(url):
            assert "no-store" in response.headers["Cache-Control"], url
            if role == "anonymous":
                assert response.status_code == 302, url
    assert seen > 5 if role in INSIDERS else seen == 0


@pytest.mark.parametrize("role", [role for role in ROLES if role not in INSIDERS])
def test_no_page_or_search_shows_a_stranger_the_canary(world: World, role: str) -> None:
    client = client_of(world, role)
    urls = [page.url for page in Page.objects.live() if page.url]
    urls += [f"/sok/?q={word}" for word in (SECRET, f"{SECRET}*", "Person")] + ["/en/sok/?q=" + SECRET]
    for url in urls:
        response = client.get(url, follow=True)
        assert response.status_code in (200, 404), url
        assert BIRD not in response.content.decode(), url


def test_search_finds_the_canary_for_a_member(world: World) -> None:
    assert BIRD in client_of(world, "member").get(f"/sok/?q={SECRET}").content.decode()


@pytest.mark.parametrize("role", ["editor", "admin"])
def test_no_admin_address_shows_the_canary(world: World, role: str) -> None:
    """Editors and administrators are strangers to what members write."""
    client = client_of(world, role)
    with translation.override("sv"):
        plain = [f"/{route}" for route in routes(get_resolver()) if route.startswith("admin/") and "<" not in route and "(" not in route]
    plain.remove(f"/{FAILS_ON_PURPOSE}")
    assert len(plain) > 40
    for url in plain:
        response = client.get(url)
        content = b"".join(response) if response.streaming else response.content
        assert response.status_code < 500, url
        assert BIRD.encode() not in content, url


def test_signed_out_every_members_address_answers_alike(world: World) -> None:
    client = client_of(world, "anonymous")
    real, fake = addresses(world), addresses(world, fake=True)
    for url, unreal in zip(real, fake, strict=True):
        if is_members_area(url):
            with CaptureQueriesContext(connection) as queries:
                one, other = client.get(url), client.get(unreal)
            assert (one.status_code, other.status_code, len(queries)) == (302, 302, 0), url
            assert one.headers["Location"].replace(url, "") == other.headers["Location"].replace(unreal, "")


@pytest.mark.parametrize("role", STRANGERS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_stranger_gets_one_answer_for_hidden_and_missing(world: World, role: str, method: str) -> None:
    client = client_of(world, role)
    client.get("/mitt/")
    for url, unreal in zip(addresses(world), addresses(world, fake=True), strict=True):
        if url == unreal or not is_members_area(url):
            continue
        with CaptureQueriesContext(connection) as hidden:
            one = getattr(client, method)(url)
        with CaptureQueriesContext(connection) as missing:
            other = getattr(client, method)(unreal)
        assert one.status_code == other.status_code, url
        assert one.status_code in (404, 405), url
        assert len(hidden) == len(missing), url
        strip = re.compile(rb'csrfmiddlewaretoken" value="[^"]*"|href="/en/[^"]*"')
        assert strip.sub(b"", one.content) == strip.sub(b"", other.content), url


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


def test_no_member_only_model_is_in_the_admin() -> None:
    """Host turns are the one exception: organisations and dates."""
    listed = {model._meta.label for model in get_snippet_models() if model._meta.app_label in MEMBER_ONLY_APPS}
    assert listed == set()
    for model in apps.get_models():
        if model._meta.app_label in MEMBER_ONLY_APPS and not issubclass(model, Page):
            assert (model in registered_models()) == (model is HostTurn), model


def registered_models() -> set[type]:
    """The models that wagtail-modeladmin lists, taken from the menu items that it adds."""
    return {admin.model for admin in every_modeladmin()}


def every_modeladmin() -> Iterator[ModelAdmin]:
    for found in gc.get_objects():
        if issubclass(type(found), ModelAdmin):  # not isinstance: it would wake lazy objects
            yield found
