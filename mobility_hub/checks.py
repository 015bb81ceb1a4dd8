"""System checks: what a site must have right before the hub can keep its promises."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from mobility_hub import conf

GUARD = "mobility_hub.middleware.MembersOnlyMiddleware"


@register()
def check_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(f"{setting.name} {fault}.", hint=f"{setting.meaning} Default: {setting.default!r}.", id="mobility_hub.E001")
        for setting in conf.ALL
        if (fault := setting.check())
    ]


@register()
def check_members_guard(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if GUARD in settings.MIDDLEWARE:
        return []
    return [
        Error(
            f"{GUARD} is not in MIDDLEWARE.",
            hint="Add it after AuthenticationMiddleware: it keeps members' addresses behind sign-in.",
            id="mobility_hub.E002",
        )
    ]


@register()
def check_groups_package(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A site's own package named ``groups`` hides the hub's; say so plainly instead of failing on an import."""
    if not any(app.startswith("groups.") for app in settings.INSTALLED_APPS):
        return []
    found = Path(str(import_module("groups").__file__)).parent
    ours = Path(__file__).resolve().parent.parent / "groups"
    if found.resolve() == ours.resolve():
        return []
    return [
        Error(
            f"The package 'groups' at {found} hides the hub's package of that name.",
            hint="Rename your package, or leave the groups.* apps out of INSTALLED_APPS.",
            id="mobility_hub.E003",
        )
    ]


@register()
def check_base_url(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if str(getattr(settings, "WAGTAILADMIN_BASE_URL", "")).startswith(("http://", "https://")):
        return []
    return [
        Error(
            "WAGTAILADMIN_BASE_URL is not set.",
            hint="Links in mail are made from it. Example: WAGTAILADMIN_BASE_URL = 'https://mobility.example.se'.",
            id="mobility_hub.E004",
        )
    ]


@register()
def check_sqlite(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """SQLite loses writes to lock errors unless transactions begin IMMEDIATE and wait for each other."""
    database = settings.DATABASES.get("default", {})
    if "sqlite" not in str(database.get("ENGINE", "")):
        return []
    options = database.get("OPTIONS", {})
    if options.get("transaction_mode") == "IMMEDIATE" and options.get("timeout", 0) >= 20:
        return []
    return [
        Warning(
            "SQLite is not set up for several processes.",
            hint=(
                "Set DATABASES['default']['OPTIONS'] = {'transaction_mode': 'IMMEDIATE', 'timeout': 20, "
                "'init_command': 'PRAGMA journal_mode=WAL'}."
            ),
            id="mobility_hub.W001",
        )
    ]
