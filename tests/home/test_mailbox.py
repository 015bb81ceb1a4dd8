"""The development mailbox: shown in development alone, whatever the mails hold."""

from __future__ import annotations

import mailbox as maildirs
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from home.mailbox import HTML_POLICY


@pytest.fixture
def maildir(tmp_path: Path, settings: Any) -> Any:
    settings.HOME_IN_DEVELOPMENT, settings.HOME_MAILBOX = True, tmp_path / "mail"
    return maildirs.Maildir(tmp_path / "mail", create=True)


def put(maildir: Any, *, subject: str = "Din kod", text: str = "Hej", html: str = "", **headers: str) -> str:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "hub@samverkan.example", "maja@granby.example"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return str(maildir.add(message.as_bytes()))


def put_raw(maildir: Any, raw: bytes) -> str:
    return str(maildir.add(raw))


@pytest.mark.parametrize("path", ["", "{key}/", "{key}/html/", "{key}/kalla/"])
@pytest.mark.parametrize(("developing", "folder"), [(False, True), (True, False), (False, False)])
def test_mailbox_is_not_there_outside_development(
    client: Client, db: None, maildir: Any, settings: Any, path: str, developing: bool, folder: bool
) -> None:
    key = put(maildir, html="<p>Hej</p>")
    assert client.get(f"/mejllada/{path.format(key=key)}").status_code == 200
    settings.HOME_IN_DEVELOPMENT = developing
    if not folder:
        settings.HOME_MAILBOX = None
    assert client.get(f"/mejllada/{path.format(key=key)}").status_code == 404


def test_mails_stand_newest_first(client: Client, db: None, maildir: Any) -> None:
    for subject in ("Första", "Andra", "Tredje"):
        put(maildir, subject=subject)
    page = client.get("/mejllada/").content.decode()
    assert page.index("Tredje") < page.index("Andra") < page.index("Första")
    assert "maja@granby.example" in page


@pytest.mark.parametrize("made", [True, False])
def test_no_mail_yet_is_said(client: Client, db: None, maildir: Any, settings: Any, tmp_path: Path, made: bool) -> None:
    if not made:
        settings.HOME_MAILBOX = tmp_path / "finns-inte"
    assert "mh-empty" in client.get("/mejllada/").content.decode()
    assert not (tmp_path / "finns-inte").exists()


def test_mail_is_shown_with_links_headers_and_a_shut_in_frame(client: Client, db: None, maildir: Any) -> None:
    key = put(
        maildir,
        text="Läs: http://testserver/mitt/ <b>inte html</b>",
        html="<html><head></head><body><p>Hej</p></body></html>",
        X_Egen="värde",
    )
    page = client.get(f"/mejllada/{key}/").content.decode()
    assert '<a href="http://testserver/mitt/"' in page
    assert "&lt;b&gt;inte html&lt;/b&gt;" in page
    assert "<dt>X-Egen</dt><dd>värde</dd>" in page
    assert 'sandbox="allow-top-navigation-by-user-activation"' in page
    frame = client.get(f"/mejllada/{key}/html/")
    assert (frame["Content-Security-Policy"], frame["X-Frame-Options"]) == (HTML_POLICY, "SAMEORIGIN")
    assert '<head><base target="_top">' in frame.content.decode()
    source = client.get(f"/mejllada/{key}/kalla/")
    assert source["Content-Type"] == "text/plain; charset=utf-8"
    assert b"Subject: Din kod" in source.content


def test_unsubscribe_header_is_a_button_and_links(client: Client, db: None, maildir: Any) -> None:
    key = put(
        maildir,
        List_Unsubscribe="<mailto:av@samverkan.example>, <http://testserver/mejl/av/abc/>",
        List_Unsubscribe_Post="List-Unsubscribe=One-Click",
    )
    page = client.get(f"/mejllada/{key}/").content.decode()
    assert 'action="/mejl/av/abc/"' in page
    assert 'name="List-Unsubscribe" value="One-Click"' in page
    assert 'href="mailto:av@samverkan.example"' in page


def test_unsubscribe_header_never_makes_a_script_link(client: Client, db: None, maildir: Any) -> None:
    key = put(maildir, List_Unsubscribe="<javascript:alert(1)>", List_Unsubscribe_Post="List-Unsubscribe=One-Click")
    page = client.get(f"/mejllada/{key}/").content.decode()
    assert 'href="javascript:' not in page
    assert 'action="javascript:' not in page


BROKEN = {
    "empty": b"",
    "no headers": b"bara text\r\n",
    "unknown charset": b"Subject: Hej\r\nContent-Type: text/plain; charset=finns-inte\r\n\r\n\xff\xfe",
    "broken utf-8": b"Subject: =?utf-8?q?=ff=fe?=\r\nTo: \xc3\x28\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\xc3\x28",
    "broken base64": b"Subject: Hej\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
    "broken multipart": b'Subject: Hej\r\nContent-Type: multipart/alternative; boundary="x"\r\n\r\n--x\r\n\r\nhalv',
    "markup in headers": b'Subject: <script>alert(1)</script>\r\nTo: "<b>" <a@b.example>\r\n\r\nHej',
    "bad date and address": b"Subject: Hej\r\nDate: aldrig\r\nFrom: @@@\r\nTo: ;;;\r\n\r\nHej",
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN.keys())
def test_broken_mail_is_still_listed_and_shown(client: Client, db: None, maildir: Any, raw: bytes) -> None:
    key = put_raw(maildir, raw)
    for path in ("", f"{key}/", f"{key}/kalla/"):
        response = client.get(f"/mejllada/{path}")
        assert response.status_code == 200
        if response["Content-Type"].startswith("text/html"):
            assert "<script>alert" not in response.content.decode()
    assert client.get(f"/mejllada/{key}/html/").status_code in (200, 404)


@pytest.mark.parametrize("key", ["finns-inte", "..", "%2e%2e%2fdb.sqlite3", "new", "x" * 3000])
def test_unknown_mail_is_not_found(client: Client, db: None, maildir: Any, key: str) -> None:
    for path in (f"{key}/", f"{key}/html/", f"{key}/kalla/"):
        assert client.get(f"/mejllada/{path}").status_code == 404
