"""Celery's door: who is asked whether they come, once a minute."""

from celery import shared_task

from groups.meetings import asking


@shared_task(ignore_result=True)
def keep_asked() -> None:
    asking.keep_asked()
