"""A missing or malformed environment variable stops the start with its name and an example."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "DJANGO_SETTINGS_MODULE": "settings.production",
    "SECRET_KEY": "k8Jd02nLq5vXw7RzT1yUbM4cA6eG9hPsF3oIiYtNjVxQpWlZrE",
    "ALLOWED_HOSTS": "mobilitet.example.se",
    "BASE_URL": "https://mobilitet.example.se",
    "DATABASE_URL": "postgres://hub:secret@127.0.0.1:5432/hub",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.se:587",
    "DEFAULT_FROM_EMAIL": "Samverkan <svara-inte@mobilitet.example.se>",
}


def start(*command: str, **changes: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **GOOD, **changes}
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env={k: v for k, v in environment.items() if v}, capture_output=True, text=True
    )


def test_production_passes_the_deployment_check() -> None:
    done = start("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL"]
)
def test_missing_variable_is_named_with_an_example(name: str) -> None:
    done = start("check", **{name: ""})
    assert done.returncode != 0
    assert f"The environment variable {name} is missing. Example: " in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DEBUG", "1", "must not be set in production"),
        ("DEBUG", "maybe", "must be 0 or 1"),
        ("SECRET_KEY", "short", "too short or is the development secret"),
        ("SECRET_KEY", "development-only-secret-that-production-refuses-to-start-with", "development secret"),
        ("SECRET_KEY", "a" * 60, "too short or is the development secret"),
        ("ALLOWED_HOSTS", "*", "must name hosts"),
        ("BASE_URL", "mobilitet.example.se", "is not a web address"),
        ("DATABASE_URL", "mysql://root@127.0.0.1/hub", "must be a postgres:// or sqlite:// address"),
        ("DATABASE_URL", "postgres://hub@127.0.0.1:notaport/hub", "is not a database address"),
        ("DATABASE_URL", "postgres://127.0.0.1:5432", "with a database name"),
        ("REDIS_URL", "filesystem://", "is not a Redis address"),
        ("REDIS_URL", "127.0.0.1:6379", "is not a Redis address"),
        ("EMAIL_URL", "mail.example.se", "is not a mail server's address"),
        ("EMAIL_URL", "smtp://", "names no mail server"),
        ("HSTS_SECONDS", "a year", "must be a whole number"),
    ],
)
def test_malformed_variable_is_named_with_an_example(name: str, value: str, said: str) -> None:
    done = start("check", **{name: value})
    assert done.returncode != 0
    line = done.stderr.strip().splitlines()[-1]
    assert f"The environment variable {name} " in line
    assert said in line
    assert f"Example: {name}=" in line
