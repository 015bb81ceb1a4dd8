"""``manage.py hub_tick``: the clock's work without a broker."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import time_machine
from celery import current_app
from celery.schedules import crontab
from django.core.management import CommandError, call_command

from groups.schedule import GROUPS_SCHEDULE
from mobility_hub.management.commands import hub_tick
from mobility_hub.outbox.actions import queue_mail
from mobility_hub.outbox.enums import MailState
from mobility_hub.schedule import HUB_SCHEDULE
from tests.mobility_hub.outbox import sample_kinds  # noqa: F401  # registers its kinds


def test_hub_tick_finds_what_beat_runs() -> None:
    assert hub_tick.scheduled() == {**HUB_SCHEDULE, **GROUPS_SCHEDULE}


@pytest.mark.django_db
def test_hub_tick_delivers_what_is_due(settings: Any, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_tick, "scheduled", lambda: HUB_SCHEDULE)
    settings.MOBILITY_HUB_MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    mail = queue_mail(kind="sample_resend", key="k", address="a@b.example")
    call_command("hub_tick")
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert [message.to for message in mailoutbox] == [["a@b.example"]]


def fails() -> None:
    raise RuntimeError("no")


RUN: list[str] = []


def runs() -> None:
    RUN.append("run")


@pytest.mark.django_db
def test_hub_tick_runs_the_others_when_one_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    RUN.clear()
    here = __name__
    entries = {
        "first": {"task": f"{here}.fails", "schedule": 5.0},
        "second": {"task": f"{here}.runs", "schedule": 5.0},
    }
    monkeypatch.setattr(hub_tick, "scheduled", lambda: entries)
    with pytest.raises(CommandError, match=r"Failed: first\."):
        call_command("hub_tick")
    assert RUN == ["run"]
    assert "first: RuntimeError: no" in capsys.readouterr().err


@pytest.mark.parametrize("pause", ["0", "-1", "soon"])
def test_hub_tick_refuses_a_pause_that_is_none(pause: str) -> None:
    with pytest.raises(CommandError, match="--loop"):
        call_command("hub_tick", f"--loop={pause}")


@pytest.mark.django_db
def test_hub_tick_in_a_loop_keeps_each_tasks_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    RUN.clear()
    entries = {
        "often": {"task": f"{__name__}.runs_three_times", "schedule": 0.01},
        "seldom": {"task": f"{__name__}.runs_seldom", "schedule": 3600},
    }
    monkeypatch.setattr(hub_tick, "scheduled", lambda: entries)
    call_command("hub_tick", "--loop=0.02")
    assert RUN.count("seldom") == 1
    assert RUN.count("run") == 3


@pytest.mark.django_db
@pytest.mark.parametrize(("minute", "runs"), [(39, 0), (40, 1), (41, 0)])
def test_hub_tick_runs_what_has_a_time_in_the_minute_after_it(monkeypatch: pytest.MonkeyPatch, minute: int, runs: int) -> None:
    RUN.clear()
    zone = current_app.timezone
    monkeypatch.setattr(hub_tick, "scheduled", lambda: {"nightly": {"task": f"{__name__}.runs", "schedule": crontab(hour=3, minute=40)}})
    with time_machine.travel(datetime(2026, 3, 3, 3, minute, 20, tzinfo=zone), tick=False):
        call_command("hub_tick")
    assert len(RUN) == runs


def runs_seldom() -> None:
    RUN.append("seldom")


def runs_three_times() -> None:
    RUN.append("run")
    if RUN.count("run") == 3:
        raise KeyboardInterrupt  # Ctrl-C
