"""The reference site's Celery app: the clock that ticks the hub's schedules."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.dev")

app = Celery("mobility_hub_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_finalize.connect
def set_schedule(sender: Celery, **kwargs: object) -> None:
    from groups.schedule import GROUPS_SCHEDULE  # imported here: tasks need the apps loaded
    from mobility_hub.schedule import HUB_SCHEDULE

    sender.conf.beat_schedule = {**HUB_SCHEDULE, **GROUPS_SCHEDULE}
