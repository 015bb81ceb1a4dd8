"""Reading the environment. A missing or malformed variable stops the start with its name and an example."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

_env = environ.Env()


def _stop(name: str, fault: str, example: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"The environment variable {name} {fault}. Example: {name}={example}")


def text(name: str, *, example: str, default: str | None = None) -> str:
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise _stop(name, "is missing", example)
    return value


def secret(name: str, *, refused: str) -> str:
    """A secret of at least 50 characters that is not the development one."""
    example = "a random text: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
    value = text(name, example=example)
    if value == refused or len(value) < 50 or len(set(value)) < 5:
        raise _stop(name, "is too short or is the development secret", example)
    return value


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in ("", "0", "1", "true", "false", "yes", "no", "on", "off"):
        return default if not value else value in ("1", "true", "yes", "on")
    raise _stop(name, f"must be 0 or 1, not {value!r}", "1")


def number(name: str, *, default: int) -> int:
    value = os.environ.get(name, "").strip()
    try:
        return int(value) if value else default
    except ValueError:
        raise _stop(name, f"must be a whole number, not {value!r}", str(default)) from None


def names(name: str, *, example: str, default: str | None = None) -> list[str]:
    return [part.strip() for part in text(name, example=example, default=default).split(",") if part.strip()]


def database(name: str, *, default: str | None = None) -> dict[str, Any]:
    """A database address. SQLite is set up for several processes: IMMEDIATE transactions, WAL, 20 s of patience."""
    example = "postgres://user:password@127.0.0.1:5432/mobility_hub"
    value = text(name, example=example, default=default)
    try:
        config: dict[str, Any] = dict(_env.db_url_config(value))
        urlsplit(value).port  # noqa: B018  # raises when the port is not a number
    except (ValueError, ImproperlyConfigured, KeyError):
        raise _stop(name, "is not a database address", example) from None
    if config.get("ENGINE") not in ("django.db.backends.sqlite3", "django.db.backends.postgresql") or not config.get("NAME"):
        raise _stop(name, "must be a postgres:// or sqlite:// address with a database name", example)
    if config["ENGINE"].endswith("sqlite3"):
        Path(config["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    else:
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
    return config


def broker(name: str, *, default: str | None = None) -> str:
    example = "redis://127.0.0.1:6379/0"
    value = text(name, example=example, default=default)
    parts = urlsplit(value)
    if parts.scheme in ("redis", "rediss") and parts.hostname:
        return value
    if parts.scheme == "filesystem" and default is not None:
        return value
    raise _stop(name, "is not a Redis address", example)


def mail(name: str, *, default: str | None = None) -> dict[str, Any]:
    example = "smtp+tls://user:password@mail.example.se:587"
    value = text(name, example=example, default=default)
    try:
        config = dict(_env.email_url_config(value))
    except (ValueError, ImproperlyConfigured, KeyError):
        raise _stop(name, "is not a mail server's address", example) from None
    if not urlsplit(value).scheme.startswith(("smtp", "consolemail", "filemail")):
        raise _stop(name, "is not a mail server's address", example)
    if str(config["EMAIL_BACKEND"]).endswith("smtp.EmailBackend") and not config.get("EMAIL_HOST"):
        raise _stop(name, "names no mail server", example)
    return config


def address(name: str, *, default: str | None = None) -> str:
    """The site's own address, with scheme and without a slash at the end."""
    example = "https://mobilitet.example.se"
    value = text(name, example=example, default=default)
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _stop(name, "is not a web address", example)
    return value.rstrip("/")
