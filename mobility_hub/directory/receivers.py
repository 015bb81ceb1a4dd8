"""What the directory does when something outside it happens."""

from __future__ import annotations

from typing import Any

from mobility_hub.directory.counties import COUNTIES


def ensure_counties(using: str, **kwargs: Any) -> None:
    """Keep the county rows as the code has them; runs after every migrate, on an older state of the models too."""
    from mobility_hub.directory.models import County  # models are not loaded yet when this module is

    County.objects.using(using).bulk_create(
        [County(code=code, name=name) for code, name in COUNTIES.items()],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name"],
    )
