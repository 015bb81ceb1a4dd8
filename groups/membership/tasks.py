from celery import shared_task

from groups.membership import actions


@shared_task(ignore_result=True)
def sweep_ineligible() -> None:
    actions.sweep_ineligible()
