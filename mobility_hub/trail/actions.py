"""Writing to the trail. Call inside the transaction of the change, so that neither stands without the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from mobility_hub.trail.models import TrailEntry


def record(verb: str, *, actor: AbstractBaseUser | None, thing: models.Model, **facts: Any) -> TrailEntry:
    """Record that ``actor`` (None: the system) did ``verb`` to ``thing``. ``facts`` are ids, states and hashes."""
    return TrailEntry.objects.create(
        verb=verb, actor_id=actor.pk if actor else None, object_kind=thing._meta.label_lower, object_id=thing.pk, facts=facts
    )


def record_all(verb: str, *, actor: AbstractBaseUser | None, things: Iterable[tuple[models.Model, dict[str, Any]]]) -> None:
    """Record that ``actor`` did ``verb`` to many things, each with its own facts, in one statement."""
    TrailEntry.objects.bulk_create(
        [
            TrailEntry(
                verb=verb, actor_id=actor.pk if actor else None, object_kind=thing._meta.label_lower, object_id=thing.pk, facts=facts
            )
            for thing, facts in things
        ],
        batch_size=500,
    )
