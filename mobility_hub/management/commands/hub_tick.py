"""What the clock does, without a broker: for cron, a systemd timer, or by hand."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.module_loading import import_string

Entries = dict[str, dict[str, Any]]


class Command(BaseCommand):
    help = (
        "Runs every task of the hub's beat schedules once, here and now, without Celery or a broker. Safe to run as often as you like "
        "and beside a worker. From cron: * * * * * manage.py hub_tick"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--loop", type=_seconds, metavar="SECONDS", help="Go on until stopped, with a pause of SECONDS between the rounds."
        )

    def handle(self, *args: Any, loop: float | None = None, verbosity: int = 1, **options: Any) -> None:
        entries = scheduled()
        last_run: dict[str, float] = {}
        failed = self._run(entries, last_run, verbosity)
        if loop is None:
            if failed:
                raise CommandError(f"Failed: {', '.join(failed)}.")
            return
        try:
            while True:
                time.sleep(loop)
                _close_old_connections()
                self._run(entries, last_run, verbosity)
        except KeyboardInterrupt:
            return

    def _run(self, entries: Entries, last_run: dict[str, float], verbosity: int) -> list[str]:
        """Run what is due; one that fails does not keep the others from running. Return the names of those that failed."""
        failed = []
        for name, entry in entries.items():
            if name in last_run and time.monotonic() - last_run[name] < _interval(entry["schedule"]):
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


def _interval(schedule: Any) -> float:
    """Seconds between two runs; an entry by the calendar is left to the task, which finds out itself whether it has work."""
    if isinstance(schedule, timedelta):
        return schedule.total_seconds()
    return float(schedule) if isinstance(schedule, int | float) else 0.0


def _seconds(text: str) -> float:
    seconds = float(text)
    if seconds <= 0:
        raise ValueError(text)
    return seconds
