"""What changes how one gets into an account: an administrator's hand, another address, a first password."""

from __future__ import annotations

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
from mobility_hub.mine.navigation import account_links
from tests import factories
from tests.home.mails import code_for, site_mails, text_of

LOGIN, CODE, CONFIRM = "/accounts/login/", "/accounts/login/code/confirm/", "/accounts/confirm-email/"
EMAIL, PROOF, SET_PASSWORD = "/accounts/email/", "/accounts/reauthenticate/code/", "/accounts/password/set/"
OLD, NEW = "maja@granby.example", "maja@annat.example"
PASSWORD = "en lång och bra fras"


@pytest.fixture(autouse=True)
def outbox(db: None, settings: Any) -> None:
    """Mail through the outbox, where Django's test runner puts a list in its place."""
    settings.EMAIL_BACKEND = "mobility_hub.outbox.backend.OutboxEmailBackend"


@pytest.fixture
def maja(db: None) -> User:
    """An employee by her address's domain, without a password."""
    factories.OrganisationDomainFactory(domain="granby.example", confirmed=True)
    User.objects.create_user(OLD, first_name="Maja", last_name="Member")
    sign_in(Client(), OLD)
    return User.objects.get(email=OLD)


def sign_in(client: Client, address: str) -> Any:
    cache.clear()
    client.post(LOGIN, {"email": address})
    return client.post(CODE, {"code": code_for(address), "action": "verify"})


def signed_in(client: Client) -> bool:
    return client.get("/mitt/om-mig/").status_code == 200


def addresses() -> list[tuple[str, bool, bool]]:
    return list(EmailAddress.objects.order_by("pk").values_list("email", "primary", "verified"))


def later(**more: float) -> Any:
    return time_machine.travel(timezone.now() + timedelta(**more), tick=True)


# An administrator writes another address


def test_administrator_changes_the_address_in_the_admin(maja: User, admin: Any) -> None:
    client, old_session = Client(), Client()
    sign_in(old_session, OLD)
    client.force_login(admin)
    path = reverse("wagtailusers_users:edit", args=[maja.pk])
    fields = {"email": " Maja@Annat.example", "first_name": "Maja", "last_name": "Member", "is_active": "on"}
    assert client.post(path, fields).status_code == 302
    assert User.objects.get(pk=maja.pk).email == NEW
    assert addresses() == [(NEW, True, False)]
    assert Member.objects.get(user=maja).email == NEW
    assert not Affiliation.objects.current().exists()
    assert not signed_in(old_session)


def test_code_to_the_new_address_lets_in_and_one_to_the_old_does_not(maja: User) -> None:
    maja.email = NEW
    maja.save()
    Client().post(LOGIN, {"email": OLD})
    assert "signup" in text_of(site_mails(OLD)[-1])
    client = Client()
    assert sign_in(client, NEW).status_code == 302
    assert signed_in(client)
    assert addresses() == [(NEW, True, True)]


def test_code_sent_before_the_change_lets_nobody_in(maja: User) -> None:
    client = Client()
    cache.clear()
    client.post(LOGIN, {"email": OLD})
    maja.email = NEW
    maja.save()
    response = client.post(CODE, {"code": code_for(OLD), "action": "verify"})
    assert response["Location"] == LOGIN
    assert "_auth_user_id" not in client.session
    assert addresses() == [(NEW, True, False)]


def test_address_written_past_the_form_is_put_right_by_its_code(maja: User) -> None:
    User.objects.update(email=NEW)
    assert addresses() == [(OLD, True, True)]
    client = Client()
    assert sign_in(client, NEW).status_code == 302
    assert signed_in(client)
    assert addresses() == [(NEW, True, True)]
    assert not Affiliation.objects.current().exists()


def test_new_address_at_the_same_organisation_keeps_the_approval(maja: User) -> None:
    maja.email = "maja.member@granby.example"
    maja.save()
    assert Affiliation.objects.current().count() == 1
    assert addresses() == [("maja.member@granby.example", True, False)]


def test_approval_by_an_administrator_is_the_persons_and_stays(maja: User) -> None:
    Affiliation.objects.update(verified_how=VerifiedBy.ADMINISTRATOR)
    maja.email = NEW
    maja.save()
    assert Affiliation.objects.current().count() == 1


def test_other_changes_leave_the_addresses_alone(maja: User) -> None:
    client = Client()
    sign_in(client, OLD)
    maja.first_name = "Maj"
    maja.save()
    assert addresses() == [(OLD, True, True)]
    assert Affiliation.objects.current().count() == 1
    assert signed_in(client)


def test_account_that_is_no_member_does_not_become_one(db: None) -> None:
    user = User.objects.create_user("redaktor@granby.example")
    user.email = NEW
    user.save()
    assert not Member.objects.exists()
    assert addresses() == [(NEW, True, False)]


# Proof before the address


def test_fresh_sign_in_is_proof_enough(maja: User) -> None:
    client = Client()
    sign_in(client, OLD)
    assert client.post(EMAIL, {"action_add": "1", "email": NEW})["Location"] == CONFIRM
    client.post(CONFIRM, {"code": code_for(NEW), "action": "verify"})
    assert addresses() == [(NEW, True, True)]


def test_open_session_is_asked_for_a_code_to_the_old_address(maja: User) -> None:
    client, elsewhere = Client(), Client()
    sign_in(elsewhere, OLD)
    sign_in(client, OLD)
    cache.clear()
    with later(minutes=6):
        response = client.post(EMAIL, {"action_add": "1", "email": NEW})
        assert response["Location"] == f"{PROOF}?next=%2Faccounts%2Femail%2F"
        page = client.get(response["Location"])
        assert OLD in page.content.decode()
        assert not site_mails(NEW)
        response = client.post(PROOF, {"code": code_for(OLD), "action": "verify", "next": EMAIL})
        assert response["Location"] == CONFIRM
        cache.clear()
        client.post(CONFIRM, {"code": code_for(NEW), "action": "verify"})
        assert signed_in(client)
    assert addresses() == [(NEW, True, True)]
    assert Member.objects.get().email == NEW
    assert not signed_in(elsewhere)


@pytest.mark.parametrize("action", ["action_add", "action_send", "action_remove", "action_primary"])
def test_nothing_about_addresses_is_done_without_proof(maja: User, action: str) -> None:
    client = Client()
    client.force_login(maja)
    EmailAddress.objects.create(user=maja, email=NEW)
    before = addresses()
    response = client.post(EMAIL, {action: "1", "email": NEW if action != "action_add" else "tredje@annat.example"})
    assert response["Location"].startswith(PROOF)
    assert addresses() == before
    assert not site_mails(NEW)


def test_proof_of_the_address_before_is_none_after_the_change(maja: User) -> None:
    client = Client()
    sign_in(client, OLD)
    client.post(EMAIL, {"action_add": "1", "email": NEW})
    client.post(CONFIRM, {"code": code_for(NEW), "action": "verify"})
    assert client.post(EMAIL, {"action_add": "1", "email": "tredje@annat.example"})["Location"].startswith(PROOF)


def test_third_wrong_code_ends_it_and_another_is_sent(maja: User) -> None:
    client = Client()
    client.force_login(maja)
    client.get(PROOF)
    code = code_for(OLD)
    wrong = "000000" if code != "000000" else "111111"
    seen = [client.post(PROOF, {"code": wrong, "action": "verify"}).status_code for _attempt in range(3)]
    assert seen == [200, 200, 302]
    assert client.post(PROOF, {"code": code, "action": "verify"})["Location"] == PROOF
    assert client.post(EMAIL, {"action_add": "1", "email": NEW})["Location"].startswith(PROOF)


def test_proof_code_runs_out(maja: User) -> None:
    client = Client()
    client.force_login(maja)
    client.get(PROOF)
    code = code_for(OLD)
    with later(minutes=16):
        assert client.post(PROOF, {"code": code, "action": "verify"})["Location"] == PROOF
        assert client.post(EMAIL, {"action_add": "1", "email": NEW})["Location"].startswith(PROOF)


def test_looking_again_sends_no_second_code_and_asking_does(maja: User) -> None:
    client = Client()
    client.force_login(maja)
    before = len(site_mails(OLD))
    client.get(PROOF)
    client.get(PROOF)
    assert len(site_mails(OLD)) == before + 1
    assert client.post(PROOF, {"action": "resend", "next": EMAIL})["Location"] == f"{PROOF}?next=%2Faccounts%2Femail%2F"
    assert len(site_mails(OLD)) == before + 2


def test_too_many_codes_are_a_page(maja: User) -> None:
    client = Client()
    client.force_login(maja)
    cache.clear()
    seen = [client.post(PROOF, {"action": "resend"}).status_code for _attempt in range(4)]
    assert seen == [302, 302, 302, 429]


def test_proof_wants_a_sign_in(client: Client, db: None) -> None:
    assert client.get(PROOF)["Location"].startswith(LOGIN)


def test_first_password_wants_proof_before_the_form(maja: User) -> None:
    client = Client()
    client.force_login(maja)
    new = {"password1": PASSWORD, "password2": PASSWORD}
    assert client.post(SET_PASSWORD, new)["Location"] == SET_PASSWORD
    assert client.get(SET_PASSWORD)["Location"].startswith(PROOF)
    assert PASSWORD not in str(dict(client.session))
    client.get(PROOF)
    assert client.post(PROOF, {"code": code_for(OLD), "action": "verify", "next": SET_PASSWORD})["Location"] == SET_PASSWORD
    client.post(SET_PASSWORD, new)
    assert User.objects.get(pk=maja.pk).check_password(PASSWORD)


def test_forgotten_password_can_be_replaced_by_a_code(maja: User) -> None:
    maja.set_password(PASSWORD)
    maja.save()
    client = Client()
    client.force_login(maja)
    page = client.post(EMAIL, {"action_add": "1", "email": NEW}, follow=True).content.decode()
    assert f'href="{PROOF}?next=%2Faccounts%2Femail%2F"' in page
    client.get(PROOF)
    client.post(PROOF, {"code": code_for(OLD), "action": "verify", "next": EMAIL})
    assert code_for(NEW)


# Words


def test_page_names_the_address_of_today(maja: User) -> None:
    client = Client()
    client.force_login(maja)
    page = client.get("/en/accounts/email/")
    assert "Your address today: <b>maja@granby.example</b>" in page.content.decode()
    assert str(page.context["form"].fields["email"].label) == "New e-mail address"


@pytest.mark.parametrize(("password", "label"), [(None, "Choose a password"), (PASSWORD, "Change password")])
def test_link_to_the_password_says_what_it_does(maja: User, password: str | None, label: str) -> None:
    maja.set_password(password)
    maja.save()
    client = Client()
    client.force_login(maja)
    assert f">{label}</a>" in client.get("/en/mitt/om-mig/").content.decode()
    assert len(account_links(maja)) == 2
