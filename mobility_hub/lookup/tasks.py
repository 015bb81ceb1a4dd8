"""Celery's door: the nightly comparison that heals whatever an action missed."""

from __future__ import annotations

from celery import shared_task

from mobility_hub.lookup import actions


@shared_task(ignore_result=True)
def reindex() -> None:
    actions.reindex()
