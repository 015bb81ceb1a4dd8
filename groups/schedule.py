"""Celery beat entries of the member-only side, for a site to merge into its own."""

from __future__ import annotations

from typing import Any

GROUPS_SCHEDULE: dict[str, dict[str, Any]] = {
    "hub-sweep-memberships": {"task": "groups.membership.tasks.sweep_ineligible", "schedule": 300.0, "options": {"expires": 300}},
    "hub-keep-asked": {"task": "groups.meetings.tasks.keep_asked", "schedule": 60.0, "options": {"expires": 60}},
    "hub-keep-hosted": {"task": "groups.hosting.tasks.keep_hosted", "schedule": 60.0, "options": {"expires": 60}},
}
