"""How long a mail waits."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from mobility_hub.outbox.pauses import mail_pause, server_pause

COUNTS = st.integers(1, 1000)
IDS = st.integers(1, 10**9)


@given(COUNTS, IDS)
def test_pauses_stay_within_bounds_and_never_vary(count: int, mail_id: int) -> None:
    assert timedelta(seconds=8) <= server_pause(count, mail_id) <= timedelta(seconds=72)
    assert timedelta(seconds=48) <= mail_pause(count, mail_id) <= timedelta(hours=4.8)
    assert mail_pause(count, mail_id) == mail_pause(count, mail_id)


@given(st.integers(1, 4), IDS)
def test_pauses_grow(count: int, mail_id: int) -> None:
    assert mail_pause(count + 1, mail_id) > mail_pause(count, mail_id)


def test_pauses_of_mails_put_off_together_differ() -> None:
    assert len({mail_pause(1, mail_id) for mail_id in range(100)}) == 100


def test_pauses_add_up_to_five_days_before_a_mail_counts_as_returned() -> None:
    total = sum((mail_pause(count, 7) for count in range(1, 32)), timedelta())
    assert timedelta(days=4) < total < timedelta(days=6)
