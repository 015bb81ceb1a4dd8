"""Development settings can show the site as visitors of a server see it; what only a developer has exists nowhere else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import django
django.setup()
from django.conf import settings
from django.test import Client
print(settings.DEBUG, [Client().get(path).status_code for path in {paths!r}])
"""


def ask(folder: Path, *paths: str, **environment: str) -> str:
    """What the site answers under development settings, with a database that has no tables."""
    folder.joinpath("media/images").mkdir(parents=True)
    folder.joinpath("media/images/bild.png").write_bytes(b"bild")
    done = subprocess.run(
        [sys.executable, "-c", ASK.format(paths=paths)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "settings.dev", "VAR_DIR": str(folder), **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(("debug", "said"), [("", "True"), ("0", "False")])
def test_pictures_and_style_are_served_whether_debug_is_on_or_not(tmp_path: Path, debug: str, said: str) -> None:
    paths = ("/media/images/bild.png", "/static/mobility_hub/hub.css", "/robots.txt")
    assert ask(tmp_path, *paths, DEBUG=debug) == f"{said} [200, 200, 200]"


def test_compose_counts_the_proxies_of_the_documented_set_up() -> None:
    compose, example = (ROOT / "docker-compose.yml").read_text(), (ROOT / ".env.example").read_text()
    assert "TRUSTED_PROXIES: ${TRUSTED_PROXIES:-2}" in compose
    assert "\nTRUSTED_PROXIES=2\n" in example
    named = set(re.findall(r"\$\{([A-Z_]+):\?", compose))
    assert named <= set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
