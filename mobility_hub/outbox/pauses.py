"""How long a mail waits before it is tried again. Pure: the same mail always waits the same."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

# A server that does not answer, or takes no mail at all: short, so that the queue is empty soon after it is back.
SERVER_SECONDS = (10, 20, 40, 60)

# A server that put off this very mail (a full mailbox, greylisting): growing to four hours.
MAIL_MINUTES = (1, 5, 15, 60, 240)

# Put off this many times, for five days, a mail counts as returned.
GIVE_UP_AFTER = 32

# Cut off this many times with no answer, a mail may have arrived as often: then a person decides.
UNCLEAR_LIMIT = 6

_SPREAD = 0.2


def server_pause(attempts: int, mail_id: int) -> timedelta:
    """How long a mail waits after its ``attempts``-th try (from 1) when the server as a whole failed; at most 72 s."""
    seconds = SERVER_SECONDS[min(attempts, len(SERVER_SECONDS)) - 1]
    return _spread(timedelta(seconds=seconds), attempts, mail_id)


def mail_pause(refusals: int, mail_id: int) -> timedelta:
    """How long a mail waits after the server put it off for the ``refusals``-th time (from 1); at most 4 h 48 min."""
    minutes = MAIL_MINUTES[min(refusals, len(MAIL_MINUTES)) - 1]
    return _spread(timedelta(minutes=minutes), refusals, mail_id)


def _spread(pause: timedelta, count: int, mail_id: int) -> timedelta:
    """Up to a fifth more or less, by the mail's id, so that mails put off together do not come back together."""
    drawn = int.from_bytes(sha256(f"{mail_id}:{count}".encode()).digest()[:4], "big") / 2**32
    return pause * (1 - _SPREAD + 2 * _SPREAD * drawn)
