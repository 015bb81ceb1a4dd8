"""Whatever is typed: a clear word by the field, the text kept, nothing stored half, never an error page."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from groups.discussions.models import Post, Thread

REFUSED = {
    "empty": "",
    "white": " \n\t\r\n \u00a0 ",
    "zero-width": "\u200b\u200b\u2060\ufeff",
    "direction marks": "\u202e\u202d\u2066",
    "NUL": "\x00\x00",
    "200,000 characters": "å" * 200_000,
    "200,000 lines": "a\n" * 100_000,
    "unreadable": "före \ufffd efter",
}

KEPT = {
    "NUL inside": ("a\x00b", "ab"),
    "zero-width inside": ("upp\u200bhandling", "upphandling"),
    "direction marks inside": ("a\u202eb", "ab"),
    "right to left": ("שלום עולם", "שלום עולם"),
    "emoji and combining": ("e\u0301 🛴", "é 🛴"),
    "windows line ends": ("ett\r\ntvå", "ett\ntvå"),
    "script": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
}


@pytest.fixture
def client_inside(member: Any) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


def _urls(practice_group: Any, thread: Any) -> tuple[str, str]:
    return (
        reverse("hub_discussions:new", args=[practice_group.public_id]),
        reverse("hub_discussions:reply", args=[practice_group.public_id, thread.public_id]),
    )


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_text_is_refused_by_its_field_and_kept(practice_group: Any, thread: Any, client_inside: Client, text: str) -> None:
    for url in _urls(practice_group, thread):
        response = client_inside.post(url, {"kind": "question", "title": "Rubrik", "text": text})
        assert response.status_code == 200
        soup = BeautifulSoup(response.content, "html.parser")
        area: Any = soup.select_one("textarea[name=text]")
        assert response.context["form"].errors["text"]
        assert area["aria-invalid"] == "true"
        assert soup.select_one(f"#{area['aria-describedby'].split()[0]}") is not None
        assert soup.select_one(".mh-errors a[href='#id_text']") is not None
        assert area.text.replace("\r\n", "\n").removeprefix("\n").strip() == text.replace("\r\n", "\n").strip()
    assert (Post.objects.count(), Thread.objects.count()) == (1, 1)


@pytest.mark.parametrize("title", ["", "  ", "\u200b", "\u202e", "\x00", "r" * 161, "t\ufffdtel"])
def test_title_is_refused_by_its_field_with_the_text_kept(practice_group: Any, thread: Any, client_inside: Client, title: str) -> None:
    response = client_inside.post(_urls(practice_group, thread)[0], {"kind": "question", "title": title, "text": "Ett långt inlägg"})
    assert response.context["form"].errors["title"]
    assert "Ett långt inlägg" in response.content.decode()
    assert Thread.objects.count() == 1


@pytest.mark.parametrize(("text", "stored"), KEPT.values(), ids=KEPT.keys())
def test_text_is_kept_without_what_reads_as_nothing(
    practice_group: Any, thread: Any, client_inside: Client, text: str, stored: str
) -> None:
    for url in _urls(practice_group, thread):
        assert client_inside.post(url, {"kind": "question", "title": "Rubrik", "text": text}).status_code == 302
        assert Post.objects.latest("pk").text == stored
    assert "<script" not in Post.objects.latest("pk").html


def test_broken_utf8_is_refused_and_kept(practice_group: Any, thread: Any, client_inside: Client) -> None:
    body = "kind=question&title=Rubrik&text=" + quote_from_bytes(b"b\xe5t")
    for url in _urls(practice_group, thread):
        response = client_inside.post(url, body, content_type="application/x-www-form-urlencoded")
        assert response.context["form"].errors["text"]
        assert "b\ufffdt" in response.content.decode()


FIELDS = [
    {"kind": "poll"},
    {"kind": "\x00"},
    {"topics": "x"},
    {"topics": "\x00"},
    {"topics": "99999999999999999999999999"},
]


@pytest.mark.parametrize("fields", FIELDS)
def test_forged_choice_is_refused(practice_group: Any, thread: Any, client_inside: Client, fields: dict[str, str]) -> None:
    from tests import factories

    practice_group.topics.add(factories.TopicFactory())
    given = {"kind": "question", "title": "Rubrik", "text": "Text", **fields}
    response = client_inside.post(_urls(practice_group, thread)[0], given)
    assert set(response.context["form"].errors) == set(fields)
    assert Thread.objects.count() == 1


@pytest.mark.parametrize("parent", ["x", "\x00", "a" * 16, "a" * 5000, "'; DROP TABLE"])
def test_forged_parent_is_not_found(practice_group: Any, thread: Any, client_inside: Client, parent: str) -> None:
    assert client_inside.post(_urls(practice_group, thread)[1], {"text": "Hej", "parent": parent}).status_code == 404


@pytest.mark.parametrize("query", ["?svara=x", "?citera=%00", "?svara=", "?citera=%ff&svara=%ff"])
def test_forged_choice_of_post_gives_the_plain_form(practice_group: Any, thread: Any, client_inside: Client, query: str) -> None:
    url = reverse("hub_discussions:thread", args=[practice_group.public_id, thread.public_id])
    response = client_inside.get(url + query)
    assert response.status_code == 200
    assert response.context["answered"] is None


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "\x00"])
def test_list_survives_any_page_number(practice_group: Any, thread: Any, client_inside: Client, page: str) -> None:
    url = reverse("hub_discussions:threads", args=[practice_group.public_id])
    assert client_inside.get(url, {"page": page}).status_code == 200
