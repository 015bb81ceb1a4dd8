"""What the clock calls."""

from __future__ import annotations

from celery import shared_task

from mobility_hub.digests import actions


@shared_task
def write_digests() -> None:
    actions.write_digests()
