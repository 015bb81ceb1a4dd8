"""A delivering worker in a process of its own: ``python worker.py <mail port>``; prints how many it sent."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
os.environ["DJANGO_SETTINGS_MODULE"] = "settings.test"


def main() -> None:
    from django.conf import settings

    settings.MOBILITY_HUB_MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.MOBILITY_HUB_MAIL_BATCH = 7
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(sys.argv[1])
    django.setup()
    from mobility_hub.outbox.delivery import deliver_due
    from tests.mobility_hub.outbox import sample_kinds  # noqa: F401  # registers its kinds

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()  # all workers start at one word
    sent = empty = 0
    while empty < 3:
        report = deliver_due()
        sent += report.sent
        empty = 0 if report.claimed else empty + 1
    sys.stdout.write(f"{sent}\n")


if __name__ == "__main__":
    main()
