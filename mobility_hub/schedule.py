"""Celery beat entries that a site merges into its own. Every entry expires after its interval, so a stopped worker wakes to one tick.

Times of the day are in the zone of the site's Celery app.
"""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

HUB_SCHEDULE: dict[str, dict[str, Any]] = {
    "hub-deliver-mail": {"task": "mobility_hub.outbox.tasks.deliver_mail", "schedule": 5.0, "options": {"expires": 5}},
    "hub-write-digests": {"task": "mobility_hub.digests.tasks.write_digests", "schedule": 60.0, "options": {"expires": 60}},
    "hub-reindex": {"task": "mobility_hub.lookup.tasks.reindex", "schedule": crontab(hour=3, minute=40), "options": {"expires": 3600}},
}
