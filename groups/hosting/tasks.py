from celery import shared_task

from groups.hosting import actions


@shared_task(ignore_result=True)
def keep_hosted() -> None:
    actions.keep_hosted()
