"""Several processes deliver at once, on the database that the tests run on."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from mobility_hub.outbox.actions import Draft, queue_mails
from mobility_hub.outbox.models import OutgoingMail
from tests.mobility_hub.outbox.conftest import MailServer

WORKER = Path(__file__).with_name("worker.py")
MAILS = 150


def database_for_others(tmp_path: Path) -> str:
    """The address of the test's database for another process; the one in memory is written to a file first."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        with sqlite3.connect(tmp_path / "db.sqlite3") as file:
            connection.connection.backup(file)
        return f"sqlite:///{tmp_path / 'db.sqlite3'}"
    password = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
    return f"postgres://{settings['USER']}{password}@{settings['HOST']}:{settings['PORT'] or 5432}/{settings['NAME']}"


def states(tmp_path: Path) -> list[tuple[str, int, int]]:
    query = "select state, attempts, count(*) from hub_outbox_outgoingmail group by state, attempts"
    if connection.vendor == "sqlite":
        with sqlite3.connect(tmp_path / "db.sqlite3") as file:
            return file.execute(query).fetchall()
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_workers_never_take_the_same_mail(mail_server: MailServer, tmp_path: Path) -> None:
    queue_mails(Draft(kind="sample_resend", key=f"k{number}", address=f"a{number}@granby.example") for number in range(MAILS))
    assert OutgoingMail.objects.count() == MAILS
    environment = {**os.environ, "DATABASE_URL": database_for_others(tmp_path)}
    workers = [
        subprocess.Popen(
            [sys.executable, str(WORKER), str(mail_server.port)],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _turn in range(3)
    ]  # fmt: skip
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    sent = [int(worker.communicate(timeout=60)[0]) for worker in workers]
    assert sum(sent) == MAILS
    assert len(mail_server.addresses) == len(set(mail_server.addresses)) == MAILS
    assert states(tmp_path) == [("sent", 1, MAILS)]
    assert sum(1 for number in sent if number) > 1, "one worker did it all: nothing was tried"
