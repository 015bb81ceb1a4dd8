from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from mobility_hub.lookup import backend


class LookupConfig(AppConfig):
    name = "mobility_hub.lookup"
    label = "hub_lookup"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Mobility Hub: search"

    def ready(self) -> None:
        post_migrate.connect(ensure_index, sender=self)


def ensure_index(using: str, **kwargs: Any) -> None:
    backend.ensure_index(connections[using])
