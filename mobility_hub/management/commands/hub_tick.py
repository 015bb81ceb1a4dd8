"""What the clock does, without a broker: for cron, a systemd timer, or by hand."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from celery.schedules import crontab
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone
from django.utils.module_loading import import_string

Entries = dict[str, dict[str, Any]]

# What cron leaves between two ticks: an entry with a time of the day runs in the one tick after it.
CRON_INTERVAL = timedelta(minutes=1)


class Command(BaseCommand):
    help = (
        "Runs what is due in the hub's beat schedules, here and now, without a worker or a broker. Safe to run as often as you like "
        "and beside a worker. From cron: * * * * * manage.py hub_tick"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--loop", type=_seconds, metavar="SECONDS", help="Go on until stopped, with a pause of SECONDS between the rounds."
        )

    def handle(self, *args: Any, loop: float | None = None, verbosity: int = 1, **options: Any) -> None:
        entries = scheduled()
        last_run: dict[str, float] = {}
        round_before, now = timezone.now() - CRON_INTERVAL, timezone.now()
        failed = self._run(entries, last_run, round_before, verbosity)
        if loop is None:
            if failed:
                raise CommandError(f"Failed: {', '.join(failed)}.")
            return
        try:
            while True:
                time.sleep(loop)
                _close_old_connections()
                round_before, now = now, timezone.now()
                self._run(entries, last_run, round_before, verbosity)
        except KeyboardInterrupt:
            return

    def _run(self, entries: Entries, last_run: dict[str, float], round_before: datetime, verbosity: int) -> list[str]:
        """Run what is due; one that fails does not keep the others from running. Return the names of those that failed."""
        failed = []
        for name, entry in entries.items():
            if not _is_due(entry["schedule"], last_run.get(name), round_before):
                continue
            last_run[name] = time.monotonic()
            try:
                import_string(entry["task"])(*entry.get("args", ()), **entry.get("kwargs", {}))
            except Exception as fault:
                failed.append(name)
                self.stderr.write(self.style.ERROR(f"{name}: {type(fault).__name__}: {fault}"))
            else:
                if verbosity > 1:
                    self.stdout.write(f"{name}: done")
        return failed


def scheduled() -> Entries:
    """The beat entries of every installed app: the names that end in ``_SCHEDULE`` in its ``schedule.py``."""
    entries: Entries = {}
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.schedule") is not None:
            module = import_module(f"{config.name}.schedule")
            for name, found in vars(module).items():
                if name.endswith("_SCHEDULE") and isinstance(found, dict):
                    entries |= found
    return entries


def _close_old_connections() -> None:
    """As between two requests; a connection inside a transaction, a test's, is left alone."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


def _is_due(schedule: crontab | timedelta | float, last_run: float | None, round_before: datetime) -> bool:
    """Whether an entry runs in this round: one by the clock when its time has come since ``round_before``, else after its interval.

    ``last_run`` is a reading of the monotonic clock, in seconds; None when the entry has not run yet.
    """
    if isinstance(schedule, crontab):
        return bool(schedule.is_due(round_before).is_due)
    interval = schedule.total_seconds() if isinstance(schedule, timedelta) else schedule
    return last_run is None or time.monotonic() - last_run >= interval


def _seconds(text: str) -> float:
    seconds = float(text)
    if seconds <= 0:
        raise ValueError(text)
    return seconds
