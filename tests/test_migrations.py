"""The hub's own migrations: none is missing, and each runs under the oldest Wagtail that is supported."""

from __future__ import annotations

import inspect
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import CreateModel

from groups.conf import GROUP_APPS
from mobility_hub.conf import HUB_APPS

OURS = {config.label for config in apps.get_app_configs() if config.name in (*HUB_APPS, *GROUP_APPS, "home", "search")}

# The last migration of wagtailcore in Wagtail 7.4. What a later one adds, a model of ours cannot ask for.
LAST_OF_WAGTAILCORE = 97
# Wagtail 8 lets a site swap its page model; Wagtail 7.4 has no such setting.
ONLY_IN_LATER_WAGTAIL = ("WAGTAIL_PAGE_MODEL", "WAGTAILCORE_PAGE_MODEL", "get_page_model")


def our_migrations() -> list[Any]:
    found = MigrationLoader(None).disk_migrations
    return [migration for (label, _name), migration in sorted(found.items()) if label in OURS]


def source_of(migration: Any) -> str:
    return Path(inspect.getfile(type(migration))).read_text(encoding="utf-8")


migrations = pytest.mark.parametrize("migration", our_migrations(), ids=str)


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    """In-process ``makemigrations --check --dry-run`` for our apps: what their models say, their migrations make."""
    said = io.StringIO()
    try:
        call_command("makemigrations", *sorted(OURS), check_changes=True, dry_run=True, verbosity=3, stdout=said, stderr=said)
    except SystemExit:
        pytest.fail(f"A model has changed without its migration:\n{said.getvalue()}")
    assert "No changes detected" in said.getvalue()


def test_all_rooms_with_models_are_looked_at() -> None:
    with_models = {config.label for config in apps.get_app_configs() if config.label in OURS and any(config.get_models())}
    assert {migration.app_label for migration in our_migrations()} == with_models
    assert len(with_models) > 10


@migrations
def test_migration_depends_on_no_later_wagtail(migration: Any) -> None:
    """Also ``run_before`` and replaced migrations: whatever names a migration of wagtailcore names one that Wagtail 7.4 has."""
    named = [*migration.dependencies, *migration.run_before, *migration.replaces]
    of_wagtail = [name for app, name in named if app == "wagtailcore"]
    assert [name for name in of_wagtail if not name[:4].isdigit() or int(name[:4]) > LAST_OF_WAGTAILCORE] == []


@migrations
def test_migration_names_no_swappable_page(migration: Any) -> None:
    source = source_of(migration)
    assert [word for word in ONLY_IN_LATER_WAGTAIL if word in source] == []
    assert set(re.findall(r"settings\.(\w+)", source)) <= {"AUTH_USER_MODEL"}


@migrations
def test_page_of_a_migration_says_which_page_it_extends(migration: Any) -> None:
    """A model on Wagtail's page depends on wagtailcore, so that the table it points to is there."""
    bases = [base for made in migration.operations if isinstance(made, CreateModel) for base in made.bases]
    if "wagtailcore.page" in bases:
        assert [name for app, name in migration.dependencies if app == "wagtailcore"] != []
