"""Signing up and in: by a code in the mail, or with a password; and what must not leak or be walked around."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from home.models import User
from mobility_hub.directory.enums import VerifiedBy
from mobility_hub.directory.models import Affiliation, Member
from mobility_hub.outbox.models import OutgoingMail
from tests import factories
from tests.home.mails import code_for, site_mails, text_of

LOGIN, PASSWORD_LOGIN = "/accounts/login/", "/accounts/login/password/"
CODE, CONFIRM, SIGNUP = "/accounts/login/code/confirm/", "/accounts/confirm-email/", "/accounts/signup/"
PASSWORD = "en lång och bra fras"
ELSEWHERE = ["//elak.example", "https://elak.example/", "https:elak.example", "\\\\elak.example", "/\\elak.example", "javascript:alert(1)"]


@pytest.fixture(autouse=True)
def fresh(db: None, settings: Any) -> None:
    """No attempts counted yet; mail through the outbox, where Django's test runner puts a list in its place."""
    cache.clear()
    settings.EMAIL_BACKEND = "mobility_hub.outbox.backend.OutboxEmailBackend"


@pytest.fixture
def person(db: None) -> Any:
    """An account with a confirmed address and a password."""
    return account("maja@granby.example", password=PASSWORD)


def account(address: str, *, password: str | None = None, verified: bool = True) -> User:
    user = User.objects.create_user(address, password)
    EmailAddress.objects.create(user=user, email=address, verified=verified, primary=True)
    return user


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def sign_in_by_code(client: Client, address: str, *, then: str = "", **more: str) -> Any:
    client.post(LOGIN, {"email": address, "next": then})
    return client.post(CODE, {"code": code_for(address), "action": "verify", "next": then, **more})


# By code


def test_sign_in_by_the_code_in_the_mail(client: Client, person: Any) -> None:
    response = client.post(LOGIN, {"email": "Maja@Granby.example"})
    assert response["Location"] == CODE
    assert not signed_in(client)
    page = client.get(CODE).content.decode()
    assert "maja@granby.example" in page
    response = client.post(CODE, {"code": code_for("maja@granby.example"), "action": "verify"})
    assert response["Location"] == reverse("hub_mine:mine")
    assert signed_in(client)


def test_code_mail_is_plain_and_drops_when_the_code_has_run_out(client: Client, person: Any) -> None:
    client.post(LOGIN, {"email": person.email})
    (mail,) = site_mails(person.email)
    assert code_for(person.email) not in mail["Subject"]
    assert "Samverkan om mobilitet" in mail["Subject"]
    row = OutgoingMail.objects.get()
    assert row.expires_at is not None
    assert timedelta(minutes=14) < row.expires_at - timezone.now() < timedelta(minutes=16)


@pytest.mark.parametrize("write", [lambda code: f" {code[:3]} {code[3:]} ", lambda code: f"{code}\n"])
def test_pasted_code_may_have_spaces(client: Client, person: Any, write: Any) -> None:
    client.post(LOGIN, {"email": person.email})
    client.post(CODE, {"code": write(code_for(person.email)), "action": "verify"})
    assert signed_in(client)


def test_code_runs_out_after_a_quarter(client: Client, person: Any) -> None:
    client.post(LOGIN, {"email": person.email, "next": "/mitt/om-mig/"})
    code = code_for(person.email)
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        response = client.post(CODE, {"code": code, "action": "verify", "next": "/mitt/om-mig/"})
    assert response["Location"] == "/accounts/login/?next=%2Fmitt%2Fom-mig%2F"
    assert not signed_in(client)


def test_three_wrong_codes_end_the_attempt(client: Client, person: Any) -> None:
    client.post(LOGIN, {"email": person.email})
    code = code_for(person.email)
    wrong = "000000" if code != "000000" else "111111"
    first = client.post(CODE, {"code": wrong, "action": "verify"})
    assert list(first.context["form"].errors) == ["code"]
    client.post(CODE, {"code": wrong, "action": "verify"})
    assert client.post(CODE, {"code": wrong, "action": "verify"}).status_code == 302
    client.post(CODE, {"code": code, "action": "verify"})
    assert not signed_in(client)


@pytest.mark.parametrize("code", ["", "x" * 5000, "\x00", "åäö"])
def test_code_that_is_none_is_a_fault_by_the_field(client: Client, person: Any, code: str) -> None:
    client.post(LOGIN, {"email": person.email})
    response = client.post(CODE, {"code": code, "action": "verify"})
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["code"])


def test_new_code_replaces_the_old(client: Client, person: Any) -> None:
    client.post(LOGIN, {"email": person.email})
    first = code_for(person.email)
    assert client.post(CODE, {"action": "resend", "next": "/mitt/"})["Location"] == f"{CODE}?next=%2Fmitt%2F"
    second = code_for(person.email)
    assert len(site_mails(person.email)) == 2
    if first != second:
        client.post(CODE, {"code": first, "action": "verify"})
        assert not signed_in(client)
    client.post(CODE, {"code": second, "action": "verify"})
    assert signed_in(client)


def test_another_address_begins_anew(client: Client, person: Any) -> None:
    client.post(LOGIN, {"email": person.email})
    assert client.get(LOGIN)["Location"] == CODE
    page = client.get(CODE).content.decode()
    assert 'action="/accounts/logout/"' in page
    assert client.post("/accounts/logout/", {"next": LOGIN})["Location"] == LOGIN
    assert client.get(LOGIN).status_code == 200


def test_account_made_by_an_administrator_needs_one_code_only(client: Client, db: None) -> None:
    User.objects.create_user("ny@granby.example")
    assert sign_in_by_code(client, "ny@granby.example").status_code == 302
    assert signed_in(client)
    assert EmailAddress.objects.get().verified


# With a password


def test_sign_in_with_a_password(client: Client, person: Any) -> None:
    response = client.post(PASSWORD_LOGIN, {"login": "MAJA@granby.example", "password": PASSWORD, "next": "/mitt/om-mig/"})
    assert response["Location"] == "/mitt/om-mig/"
    assert signed_in(client)


@pytest.mark.parametrize("data", [{}, {"login": "maja@granby.example"}, {"login": "inte", "password": "x"}, {"password": "x"}])
def test_faulty_password_form_says_so_by_the_field(client: Client, person: Any, data: dict[str, str]) -> None:
    response = client.post(PASSWORD_LOGIN, data)
    assert response.status_code == 200
    assert set(response.context["form"].errors) <= {"login", "password"}
    assert response.context["form"].errors
    assert response.context["password_open"]


# Signing up


def sign_up(client: Client, address: str, name: str = "Nils Ny", **more: str) -> Any:
    return client.post(SIGNUP, {"email": address, "name": name, **more})


def test_signing_up_with_an_employers_address_verifies_at_once(client: Client, db: None) -> None:
    domain = factories.OrganisationDomainFactory(domain="granby.example", confirmed=True)
    assert sign_up(client, "nils@granby.example")["Location"] == CONFIRM
    assert not Member.objects.exists()
    response = client.post(CONFIRM, {"code": code_for("nils@granby.example"), "action": "verify"})
    assert response["Location"] == reverse("hub_mine:mine")
    member = Member.objects.get()
    assert (member.name, member.email, member.user.email) == ("Nils Ny", "nils@granby.example", "nils@granby.example")
    affiliation = Affiliation.objects.get()
    assert (affiliation.organisation, affiliation.verified_how) == (domain.organisation, VerifiedBy.DOMAIN)
    assert not member.user.has_usable_password()
    assert client.get(reverse("hub_mine:mine")).status_code == 200


def test_signing_up_with_another_address_leads_to_the_question_where_one_works(client: Client, db: None) -> None:
    sign_up(client, "nils@annan.example")
    client.post(CONFIRM, {"code": code_for("nils@annan.example"), "action": "verify"})
    assert client.get(reverse("hub_mine:mine"))["Location"] == reverse("hub_mine:profile")


def test_signing_up_keeps_where_one_was_going(client: Client, db: None) -> None:
    sign_up(client, "nils@annan.example", next="/mina-grupper/abc/")
    response = client.post(CONFIRM, {"code": code_for("nils@annan.example"), "action": "verify"})
    assert response["Location"] == "/mina-grupper/abc/"


@pytest.mark.parametrize(
    "data",
    [
        {"email": "nils@annan.example", "name": " \u200b "},
        {"email": "inte", "name": "Nils"},
        {"email": "x" * 300 + "@a.se", "name": "Nils"},
        {},
    ],
)
def test_faulty_sign_up_says_so_by_the_field(client: Client, db: None, data: dict[str, str]) -> None:
    response = client.post(SIGNUP, data)
    assert response.status_code == 200
    assert set(response.context["form"].errors) <= {"email", "name"}
    assert response.context["form"].errors
    assert not User.objects.exists()


UNDELIVERABLE = ["\u017f@granby.example", "\u0130@granby.example", "maj\u00e5@granby.example", "a@[127.0.0.1]", "a@[IPv6:::1]"]


@pytest.mark.parametrize("address", UNDELIVERABLE)
@pytest.mark.parametrize("path", [SIGNUP, LOGIN, "/accounts/password/reset/"])
def test_address_that_no_mail_reaches_is_refused_by_the_field(client: Client, db: None, path: str, address: str) -> None:
    response = client.post(path, {"email": address, "name": "Nils Ny"})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["email"]
    assert len(response.context["form"].errors["email"]) == 1
    assert not User.objects.exists()


def test_address_that_no_mail_reaches_cannot_be_changed_to(client: Client, person: Any) -> None:
    client.force_login(person)
    response = client.post("/accounts/email/", {"action_add": "1", "email": "a@[127.0.0.1]"})
    assert list(response.context["form"].errors) == ["email"]


def test_name_after_the_at_may_have_swedish_letters(client: Client, db: None) -> None:
    assert sign_up(client, "nils@gränby.example")["Location"] == CONFIRM


def test_name_never_becomes_a_header(client: Client, db: None) -> None:
    sign_up(client, "nils@annan.example", name="Nils\r\nBcc: offer@elak.example\r\n\r\nHej")
    user = User.objects.get()
    assert user.get_full_name() == "Nils Bcc: offer@elak.example Hej"
    client.post(CONFIRM, {"code": code_for(user.email), "action": "verify"})
    assert Member.objects.get().name == "Nils Bcc: offer@elak.example Hej"
    for mail in site_mails(user.email):
        assert mail["Bcc"] is None
        assert mail["To"] == user.email
    assert set(OutgoingMail.objects.values_list("address", flat=True)) == {user.email}


# Nobody is told who has an account


def without_tokens(page: str, address: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page).replace(address, "ADDRESS")


@pytest.mark.parametrize("step", ["login", "signup", "reset"])
def test_known_and_unknown_addresses_are_answered_alike(person: Any, step: str) -> None:
    seen = []
    for address in (person.email, "okand@granby.example"):
        client = Client()
        if step == "login":
            responses = [
                client.post(LOGIN, {"email": address}),
                client.get(CODE),
                client.post(CODE, {"code": "000000", "action": "verify"}),
            ]
        elif step == "signup":
            responses = [sign_up(client, address), client.get(CONFIRM), client.post(CONFIRM, {"code": "000000", "action": "verify"})]
        else:
            responses = [client.post("/accounts/password/reset/", {"email": address}), client.get("/accounts/password/reset/done/")]
        seen.append(
            [(response.status_code, response.get("Location"), without_tokens(response.content.decode(), address)) for response in responses]
        )
    assert seen[0] == seen[1]
    assert len(site_mails(person.email)) == len(site_mails("okand@granby.example")) == 1


def test_wrong_password_and_unknown_address_are_answered_alike(person: Any) -> None:
    pages = []
    for address in (person.email, "okand@granby.example"):
        response = Client().post(PASSWORD_LOGIN, {"login": address, "password": "fel lösenord"})
        pages.append((response.status_code, without_tokens(response.content.decode(), address)))
    assert pages[0] == pages[1]


def test_unknown_address_gets_a_mail_that_helps(client: Client, db: None) -> None:
    client.post(LOGIN, {"email": "okand@granby.example"}, headers={"host": "testserver"})
    (mail,) = site_mails("okand@granby.example")
    assert "http://testserver/accounts/signup/" in text_of(mail)


def test_somebody_who_signs_up_again_is_told_how_to_sign_in(client: Client, person: Any) -> None:
    sign_up(client, person.email)
    assert "http://testserver/accounts/login/" in text_of(site_mails(person.email)[0])
    assert User.objects.count() == 1


def test_links_in_mail_never_follow_the_requests_host(client: Client, person: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "elak.example"]
    client.post("/accounts/password/reset/", {"email": person.email}, headers={"host": "elak.example"})
    assert "http://testserver/accounts/password/reset/key/" in text_of(site_mails(person.email)[0])
    assert "elak.example" not in text_of(site_mails(person.email)[0])


def test_password_is_reset_by_the_link(client: Client, person: Any) -> None:
    client.post("/accounts/password/reset/", {"email": person.email})
    found = re.search(r"http://testserver(\S+)", text_of(site_mails(person.email)[0]))
    assert found
    form = client.get(found[1], follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "en helt annan fras", "password2": "en helt annan fras"})
    person.refresh_from_db()
    assert person.check_password("en helt annan fras")


# Where one was going


@pytest.mark.parametrize("language", ["", "/en"])
def test_member_page_leads_through_sign_in_and_back(client: Client, person: Any, language: str) -> None:
    wanted = f"{language}/mitt/om-mig/?vy=allt"
    to_login = client.get(wanted)["Location"]
    assert to_login.startswith(f"{language}/accounts/login/?next=")
    page = client.get(to_login)
    hidden = re.search(r'name="next" value="([^"]+)"', page.content.decode())
    assert hidden
    assert hidden[1] == wanted
    to_code = client.post(f"{language}{LOGIN}", {"email": person.email, "next": hidden[1]})["Location"]
    page = client.get(to_code)
    hidden = re.search(r'name="next" value="([^"]+)"', page.content.decode())
    assert hidden
    response = client.post(f"{language}{CODE}", {"code": code_for(person.email), "action": "verify", "next": hidden[1]})
    assert response["Location"] == wanted


def test_link_followed_while_a_code_waits_is_kept(client: Client, person: Any) -> None:
    client.post(LOGIN, {"email": person.email})
    response = client.get(f"{LOGIN}?next=/mina-grupper/abc/")
    assert response["Location"] == f"{CODE}?next=%2Fmina-grupper%2Fabc%2F"


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
@pytest.mark.parametrize("way", ["code", "password", "signed in", "logout", "admin", "side door"])
def test_nobody_is_led_to_another_site(client: Client, person: Any, elsewhere: str, way: str) -> None:
    if way == "code":
        response = sign_in_by_code(client, person.email, then=elsewhere)
    elif way == "password":
        response = client.post(PASSWORD_LOGIN, {"login": person.email, "password": PASSWORD, "next": elsewhere})
    elif way == "signed in":
        client.force_login(person)
        response = client.get(LOGIN, {"next": elsewhere})
    elif way == "logout":
        client.force_login(person)
        response = client.post("/accounts/logout/", {"next": elsewhere})
    elif way == "admin":
        client.force_login(factories.editor_user())
        response = client.get("/admin-login/", {"next": elsewhere})
    else:
        client.force_login(person)
        response = client.get(client.get("/_util/login/", {"next": elsewhere})["Location"])
    assert response.status_code == 302
    assert response["Location"] in ("/", "/mitt/", "/admin/")


# Limits


def test_many_codes_to_one_address_are_stopped(client: Client, person: Any) -> None:
    for _attempt in range(3):
        assert Client().post(LOGIN, {"email": person.email}).status_code == 302
    response = Client().post(LOGIN, {"email": person.email})
    assert response.status_code == 429
    assert list(response.context["form"].errors) == ["email"]
    assert person.email in response.content.decode()
    assert len(site_mails(person.email)) == 3


def test_nobody_is_shut_out_by_what_others_ask_for(person: Any) -> None:
    for _attempt in range(4):
        Client(REMOTE_ADDR="10.0.0.66").post(LOGIN, {"email": person.email})
    assert Client(REMOTE_ADDR="10.0.0.66").post(LOGIN, {"email": person.email}).status_code == 429
    client = Client(REMOTE_ADDR="10.0.0.7")
    assert sign_in_by_code(client, person.email).status_code == 302
    assert signed_in(client)


def test_one_address_has_a_limit_whoever_asks(person: Any) -> None:
    seen = [Client(REMOTE_ADDR=f"10.0.0.{n}").post(LOGIN, {"email": person.email}).status_code for n in range(61)]
    assert seen == [302] * 60 + [429]


def test_tenth_wrong_password_in_a_minute_is_the_last(person: Any) -> None:
    seen = [Client().post(PASSWORD_LOGIN, {"login": f"nr{n}@granby.example", "password": "fel"}).status_code for n in range(11)]
    assert seen == [200] * 10 + [429]
    assert Client().post(PASSWORD_LOGIN, {"login": person.email, "password": PASSWORD}).status_code == 429


def test_page_about_too_many_attempts_is_a_page(client: Client, db: None) -> None:
    statuses = {client.post(SIGNUP, {"email": "inte"}).status_code for _attempt in range(20)}
    response = client.post(SIGNUP, {"email": "inte"})
    assert statuses == {200}
    assert (response.status_code, response.templates[0].name) == (429, "429.html")


@pytest.mark.parametrize("door", ["/admin/login/", "/_util/login/", "/en/_util/login/"])
def test_side_doors_check_no_password(person: Any, door: str) -> None:
    editor = factories.editor_user()
    editor.set_password(PASSWORD)
    editor.save()
    client = Client()
    response = client.post(door, {"username": editor.email, "password": PASSWORD})
    assert response.status_code == 302
    assert response["Location"].startswith(("/accounts/login/", "/en/accounts/login/"))
    assert not signed_in(client)


@pytest.mark.parametrize("door", ["/django-admin/login/", "/admin/password_reset/"])
def test_no_other_door_exists(client: Client, db: None, door: str) -> None:
    assert client.get(door).status_code == 404


# The admin's door


def test_anonymous_visitor_of_the_admin_signs_in_and_comes_back(client: Client, db: None) -> None:
    response = client.get("/admin/pages/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=/admin/pages/"


def test_signed_in_member_gets_a_plain_no_and_no_endless_redirect(client: Client, person: Any) -> None:
    client.force_login(person)
    response = client.get("/admin/", follow=True)
    assert response.status_code == 403
    assert response.templates[0].name == "home/no_editor.html"
    assert len(response.redirect_chain) == 1


@pytest.mark.parametrize(("wanted", "target"), [("", "/admin/"), ("/admin/pages/", "/admin/pages/")])
def test_signed_in_editor_passes(client: Client, editor: Any, wanted: str, target: str) -> None:
    client.force_login(editor)
    assert client.get("/admin-login/", {"next": wanted})["Location"] == target
    assert client.get("/admin/").status_code == 200


# The session


@pytest.mark.parametrize(("chosen", "at_close"), [({}, True), ({"remember": "on"}, False)])
@pytest.mark.parametrize("way", ["code", "password", "signup"])
def test_session_ends_with_the_browser_unless_remembered(
    client: Client, person: Any, way: str, chosen: dict[str, str], at_close: bool
) -> None:
    if way == "code":
        sign_in_by_code(client, person.email, **chosen)
    elif way == "password":
        client.post(PASSWORD_LOGIN, {"login": person.email, "password": PASSWORD, **chosen})
    else:
        sign_up(client, "nils@annan.example")
        client.post(CONFIRM, {"code": code_for("nils@annan.example"), "action": "verify", **chosen})
    assert signed_in(client)
    assert client.session.get_expire_at_browser_close() is at_close
    if not at_close:
        assert client.session.get_expiry_age() == 60 * 60 * 24 * 30


def test_session_gets_a_new_key_at_sign_in(client: Client, person: Any) -> None:
    client.post(LOGIN, {"email": person.email})
    before = client.session.session_key
    client.post(CODE, {"code": code_for(person.email), "action": "verify"})
    assert client.session.session_key != before


def test_deactivated_account_is_out_at_the_next_request(client: Client, person: Any) -> None:
    client.force_login(person)
    assert client.get("/mitt/om-mig/").status_code == 200
    User.objects.update(is_active=False)
    assert client.get("/mitt/om-mig/")["Location"].startswith(LOGIN)


def test_deactivated_account_is_treated_as_unknown(client: Client, person: Any) -> None:
    User.objects.update(is_active=False)
    client.post(LOGIN, {"email": person.email})
    assert "signup" in text_of(site_mails(person.email)[0])


def test_signing_out_takes_a_post(client: Client, person: Any) -> None:
    client.force_login(person)
    assert client.get("/accounts/logout/").status_code == 200
    assert signed_in(client)
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert not signed_in(client)


def test_signing_out_wants_its_token(person: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    assert client.post("/accounts/logout/").status_code == 403


# Changing the address


def prove(client: Client, address: str) -> None:
    """Enter the code that the account's own address gets before it is changed."""
    client.get("/accounts/reauthenticate/code/")
    client.post("/accounts/reauthenticate/code/", {"code": code_for(address), "action": "verify", "next": "/accounts/email/"})


def test_changing_to_an_address_elsewhere_ends_the_approval(client: Client, db: None) -> None:
    factories.OrganisationDomainFactory(domain="granby.example", confirmed=True)
    other = factories.OrganisationDomainFactory(domain="annat.example", confirmed=True)
    sign_up(client, "nils@granby.example")
    client.post(CONFIRM, {"code": code_for("nils@granby.example"), "action": "verify"})
    client.post("/accounts/email/", {"action_add": "1", "email": "nils@annat.example"})
    prove(client, "nils@granby.example")
    assert Member.objects.get().email == "nils@granby.example"
    cache.clear()
    client.post(CONFIRM, {"code": code_for("nils@annat.example"), "action": "verify"})
    assert Member.objects.get().email == "nils@annat.example"
    assert [tie.organisation for tie in Affiliation.objects.current()] == [other.organisation]
    assert Affiliation.objects.exclude(until=None).count() == 1
    assert "nils@annat.example" in text_of(site_mails("nils@granby.example")[-1])


def test_address_of_another_account_cannot_be_taken(client: Client, person: Any) -> None:
    client.force_login(account("nils@annan.example"))
    client.post("/accounts/email/", {"action_add": "1", "email": person.email})
    prove(client, "nils@annan.example")
    response = client.post(CONFIRM, {"code": code_for(person.email), "action": "verify"})
    assert list(response.context["form"].errors) == ["code"]
    assert set(EmailAddress.objects.values_list("email", "user__email")) == {
        (person.email, person.email),
        ("nils@annan.example", "nils@annan.example"),
    }


# Every page of the sign-in


@pytest.mark.parametrize("path", ["email", "reauthenticate/code", "logout"])
def test_pages_of_a_signed_in_account(client: Client, path: str, db: None) -> None:
    client.force_login(account("nils@annan.example"))
    assert client.get(f"/accounts/{path}/").status_code == 200


@pytest.mark.parametrize(
    "path", ["login", "signup", "password/reset", "password/reset/done", "password/reset/key/1-x", "password/reset/key/done", "inactive"]
)
@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_for_everyone_are_in_the_look(client: Client, db: None, path: str, language: str) -> None:
    response = client.get(f"{language}/accounts/{path}/")
    assert response.status_code == 200
    assert "mobility_hub/base.html" in [template.name for template in response.templates]
    assert response.content.decode().count("<main") == response.content.decode().count("<h1") == 1


def test_password_pages_of_an_account_that_has_one(client: Client, person: Any) -> None:
    client.force_login(person)
    assert client.get("/accounts/password/change/").status_code == 200
    response = client.post("/accounts/email/", {"action_add": "1", "email": "ny@annan.example"}, follow=True)
    assert response.templates[0].name == "account/reauthenticate.html"
