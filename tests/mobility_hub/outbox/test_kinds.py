"""Kinds of mail: found by themselves, rendered with what every mail says about itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation

from mobility_hub.directory.models import Member
from mobility_hub.outbox.actions import queue_mail
from mobility_hub.outbox.enums import Policy
from mobility_hub.outbox.kinds import Rendered, UnknownKind, find_kind, kind_label, kinds_with, mail_kind, render_mail
from mobility_hub.outbox.links import absolute_url, read_unsubscribe_token, unsubscribe_url
from mobility_hub.outbox.models import OutgoingMail
from tests.factories import MemberFactory

TEMPLATES = {
    "plain.subject.txt": "Nytt i {{ title }}\n\n",
    "plain.txt": '{% extends "mobility_hub/mail/base.txt" %}{% block content %}Om {{ title }}{% endblock %}',
    "plain.html": '{% extends "mobility_hub/mail/base.html" %}{% block content %}<h1>{{ title }}</h1>{% endblock %}',
}


@pytest.fixture
def templates(tmp_path: Path, settings: Any) -> None:
    for name, source in TEMPLATES.items():
        (tmp_path / name).write_text(source, encoding="utf-8")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [str(tmp_path)]}]


@mail_kind("sample_rendered", policy=Policy.RESEND)
def sample_rendered(mail: OutgoingMail) -> Rendered:
    return render_mail("plain", {"title": mail.about["title"]}, headers={"List-Id": "<g.hub.example>"})


@mail_kind("sample_must_know", policy=Policy.RESEND, must_know=True)
def sample_must_know(mail: OutgoingMail) -> Rendered:
    return render_mail("plain", {"title": "x"})


def test_kinds_of_the_rooms_are_found_by_themselves() -> None:
    assert find_kind("site").policy == Policy.RESEND
    assert "site" in kinds_with(Policy.RESEND)
    assert "site" not in kinds_with(Policy.PARK)


def test_every_kind_of_the_rooms_has_a_label() -> None:
    known = [kind for policy in Policy for kind in map(find_kind, kinds_with(policy)) if not kind.render.__module__.startswith("tests.")]
    assert len(known) >= 13
    assert [kind.name for kind in known if not kind.label] == []
    assert kind_label("host_ask") == str(find_kind("host_ask").label) != "host_ask"
    assert kind_label("nobody_knows_it") == "nobody_knows_it"


def test_find_kind_says_when_nobody_knows_it() -> None:
    with pytest.raises(UnknownKind):
        find_kind("nobody_knows_it")


def test_mail_kind_refuses_a_name_that_another_room_has() -> None:
    with pytest.raises(ValueError, match="Two rooms registered the mail kind 'site'"):
        mail_kind("site", policy=Policy.PARK)(sample_rendered)


@pytest.mark.django_db
def test_render_mail_writes_subject_text_and_html(templates: None) -> None:
    member = MemberFactory()
    mail = queue_mail(kind="sample_rendered", key="k", member=member, about={"title": 'Räkor & "ost" <b>'})
    with translation.override("sv"):
        rendered = sample_rendered(mail)
    assert rendered.subject == 'Nytt i Räkor & "ost" <b>'
    assert 'Om Räkor & "ost" <b>' in rendered.text
    assert "Räkor &amp; &quot;ost&quot; &lt;b&gt;</h1>" in rendered.html.replace('"ost"', "&quot;ost&quot;")
    assert "style=" in rendered.html
    assert rendered.headers == {"List-Id": "<g.hub.example>"}
    assert rendered.unsubscribe_url == unsubscribe_url(member, "kind:sample_rendered")
    assert rendered.unsubscribe_url in rendered.text
    assert rendered.unsubscribe_url in rendered.html


@pytest.mark.django_db
@pytest.mark.parametrize("to", ["member", "address"])
def test_render_mail_offers_no_way_out_of_what_must_be_known_nor_to_a_bare_address(templates: None, to: str) -> None:
    whom: dict[str, Any] = {"member": MemberFactory()} if to == "member" else {"address": "a@b.example"}
    kind = "sample_must_know" if to == "member" else "sample_rendered"
    mail = queue_mail(kind=kind, key="k", about={"title": "x"}, **whom)
    rendered = find_kind(kind).render(mail)
    assert rendered.unsubscribe_url == ""
    assert "avsluta" not in rendered.html + rendered.text


def test_absolute_url_leads_to_the_site(settings: Any) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://hub.example/"
    assert absolute_url("/mitt/?a=1") == "https://hub.example/mitt/?a=1"
    assert absolute_url("https://elsewhere.example/x") == "https://elsewhere.example/x"


def test_unsubscribe_token_cannot_be_made_elsewhere(settings: Any) -> None:
    member = Member(public_id="abcdefghjkmnpqrs")
    token = unsubscribe_url(member, "summaries").rstrip("/").rsplit("/", 1)[-1]
    assert read_unsubscribe_token(token) == ("abcdefghjkmnpqrs", "summaries")
    for forged in ["", "x", token[:-1], token.replace(":", ";"), f"a{token}", "å" + token]:
        assert read_unsubscribe_token(forged) is None
    settings.SECRET_KEY = "another key than the one it was signed with, long enough"
    assert read_unsubscribe_token(token) is None


def test_the_outbox_as_its_own_transport_is_a_fault_at_start(settings: Any) -> None:
    from django.core.management.base import SystemCheckError

    settings.MOBILITY_HUB_MAIL_TRANSPORT = "mobility_hub.outbox.backend.OutboxEmailBackend"
    with pytest.raises(SystemCheckError, match="E010"):
        call_command("check")
