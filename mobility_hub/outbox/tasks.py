"""What the clock calls."""

from __future__ import annotations

from celery import shared_task

from mobility_hub.outbox.delivery import drain


@shared_task
def deliver_mail() -> None:
    drain()
