"""Writing into the outbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from mobility_hub.outbox.actions import Draft, drop_waiting, message_id_for, queue_mail, queue_mails, switch_off, switch_on
from mobility_hub.outbox.enums import DropReason, MailState, Urgency
from mobility_hub.outbox.models import OutgoingMail, SwitchedOff
from tests.factories import MemberFactory
from tests.mobility_hub.outbox import sample_kinds  # noqa: F401  # registers its kinds

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 3, 2, 11, 0, tzinfo=UTC)


def test_queue_mail_writes_to_the_member_in_their_language() -> None:
    member = MemberFactory(email="maja@granby.example", language="en")
    mail = queue_mail(kind="sample_late", key="late:1", member=member, about={"thread": 5}, not_before=NOON)
    row = OutgoingMail.objects.get()
    assert mail == row
    assert (row.kind, row.key, row.address, row.member, row.language, row.about, row.state, row.urgency, row.expires_at) == (
        "sample_late", "late:1", "maja@granby.example", member, "en", {"thread": 5}, MailState.WAITING, Urgency.LATER,
        NOON + timedelta(hours=1),
    )  # fmt: skip


def test_queue_mail_takes_what_it_is_given_before_what_the_member_has() -> None:
    mail = queue_mail(kind="sample_late", key="k", member=MemberFactory(), address="b@c.example", language="en", expires_at=NOON)
    assert (mail.address, mail.language, mail.expires_at, mail.address_fixed) == ("b@c.example", "en", NOON, True)


def test_queue_mail_to_an_address_alone_uses_the_sites_language() -> None:
    assert queue_mail(kind="sample_resend", key="k", address="b@c.example").language == "sv"


def test_queue_mail_makes_one_mail_of_one_occasion() -> None:
    first = queue_mail(kind="sample_resend", key="invitation:8:0:5", address="a@b.example", about={"meeting": 8})
    OutgoingMail.objects.update(state=MailState.DROPPED, reason=DropReason.SUPERSEDED)
    again = queue_mail(kind="sample_resend", key="invitation:8:0:5", address="other@b.example")
    assert again == first
    assert OutgoingMail.objects.count() == 1
    assert (again.address, again.state) == ("a@b.example", MailState.DROPPED)


def test_queue_mail_twice_leaves_the_transaction_whole() -> None:
    with transaction.atomic():
        queue_mail(kind="sample_resend", key="k", address="a@b.example")
        queue_mail(kind="sample_resend", key="k", address="a@b.example")
        queue_mail(kind="sample_resend", key="l", address="a@b.example")
    assert OutgoingMail.objects.count() == 2


def test_queue_mail_goes_with_the_transaction_of_the_change() -> None:
    with transaction.atomic():
        queue_mail(kind="sample_resend", key="k", address="a@b.example")
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()


def test_queue_mail_of_a_kind_nobody_knows_does_not_stop_the_change() -> None:
    assert queue_mail(kind="sample_unheard_of", key="k", address="a@b.example").state == MailState.WAITING


@pytest.mark.parametrize("more", [{}, {"address": ""}, {"address": "a@b.example", "key": "k" * 201}])
def test_queue_mail_refuses_what_can_never_arrive(more: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="k"):
        queue_mail(**{"kind": "sample_resend", "key": "k", **more})


def test_queue_mails_takes_two_queries_however_many(django_assert_num_queries: object) -> None:
    drafts = [Draft("sample_resend", f"k{number}", address="a@b.example") for number in range(40)]
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture
        queue_mails(drafts)
    queue_mails(drafts)
    assert OutgoingMail.objects.count() == 40


def test_message_id_names_the_occasion_and_the_host(settings: object) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://räksmörgås.example:8443/"  # type: ignore[attr-defined]
    first = message_id_for("invitation:8:0:5")
    assert first == message_id_for("invitation:8:0:5")
    assert first != message_id_for("invitation:8:1:5")
    assert first.endswith("@xn--rksmrgs-5wao1o.example>")


def test_drop_waiting_leaves_what_is_being_handed_over_and_what_is_done() -> None:
    states = [MailState.WAITING, MailState.CLAIMED, MailState.HANDED_OVER, MailState.UNCERTAIN, MailState.BOUNCED]
    for number, state in enumerate(states):
        queue_mail(kind="sample_resend", key=f"k{number}", address="a@b.example")
        OutgoingMail.objects.filter(key=f"k{number}").update(state=state)
    assert drop_waiting(OutgoingMail.objects.all(), DropReason.SUPERSEDED) == 2
    assert list(OutgoingMail.objects.order_by("key").values_list("state", "reason")) == [
        (MailState.DROPPED, DropReason.SUPERSEDED),
        (MailState.DROPPED, DropReason.SUPERSEDED),
        (MailState.HANDED_OVER, ""),
        (MailState.UNCERTAIN, ""),
        (MailState.BOUNCED, ""),
    ]


def test_switch_off_and_on_are_safe_to_repeat() -> None:
    member = MemberFactory()
    switch_off(member=member, kind="sample_late")
    switch_off(member=member, kind="sample_late")
    assert list(SwitchedOff.objects.values_list("member", "kind")) == [(member.pk, "sample_late")]
    switch_on(member=member, kind="sample_late")
    switch_on(member=member, kind="sample_late")
    assert not SwitchedOff.objects.exists()
