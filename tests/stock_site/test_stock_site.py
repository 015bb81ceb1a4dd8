"""The wheel in a site that ``wagtail start`` makes, installed by the README's five steps, read from the README."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.services

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent


def readme_steps() -> dict[int, str]:
    """The code block of each install step."""
    text = (ROOT / "README.md").read_text()
    found = re.findall(r"^### Step (\d): .*?^```\w+\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    return {int(number): code for number, code in found}


def run(command: list[str], cwd: Path, **environment: str) -> str:
    clean = {key: value for key, value in os.environ.items() if key not in ("DJANGO_SETTINGS_MODULE", "PYTHONPATH", "DATABASE_URL")}
    done = subprocess.run(command, cwd=cwd, env={**clean, **environment}, capture_output=True, text=True, timeout=540)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-4000:]}\n{done.stderr[-6000:]}"
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what git knows, so that no stray file gets in."""
    source = tmp_path_factory.mktemp("source")
    for name in ("mobility_hub", "groups"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    for other in ("home", "settings", "tests"):
        (source / other).mkdir()
        (source / other / "__init__.py").touch()
    target = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(source)], source)
    return next(target.glob("*.whl"))


@pytest.fixture(scope="session", params=["7.4", "8.0"])
def environment(request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with one Wagtail version and, by the README's first step, the wheel."""
    place = tmp_path_factory.mktemp(f"wagtail-{request.param}")
    run([sys.executable, "-m", "venv", str(place)], place)
    pip = [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, f"wagtail~={request.param}.0", "Django~=5.2.0"], place)
    command = readme_steps()[1].split()
    assert command == ["pip", "install", "mobility-hub"]
    run([*pip, str(wheel)], place)
    return place


def start_site(environment: Path, folder: Path) -> Path:
    """A new Wagtail site with a base template, a stylesheet and a sign-in of its own."""
    run([str(environment / "bin" / "wagtail"), "start", "mysite", str(folder)], folder)
    base = folder / "mysite" / "templates" / "base.html"
    marked = base.read_text().replace("<body", '<body data-site="own"', 1)
    assert 'data-site="own"' in marked
    base.write_text(marked)
    (folder / "mysite" / "static" / "css" / "mysite.css").write_text("h1 { color: rebeccapurple; }\n")
    (folder / "mysite" / "templates" / "login.html").write_text(
        '{% extends "base.html" %}{% block content %}<form method="post">{% csrf_token %}{{ form }}<button>In</button></form>{% endblock %}'
    )
    urls = folder / "mysite" / "urls.py"
    urls.write_text(
        urls.read_text()
        + "\nfrom django.contrib.auth.views import LoginView\n"
        + 'urlpatterns.insert(0, path("login/", LoginView.as_view(template_name="login.html"), name="login"))\n'
    )
    return folder


def without_groups(code: str) -> str:
    return "".join(line for line in code.splitlines(keepends=True) if "groups." not in line and "GROUP_APPS" not in line)


def install(site: Path, python: str, with_groups: bool) -> None:
    """Steps 2 to 5, to the letter; without practice groups, the lines that name them are left out as the README says."""
    steps = readme_steps()
    assert sorted(steps) == [1, 2, 3, 4, 5]
    kept = (lambda code: code) if with_groups else without_groups
    settings = site / "mysite" / "settings" / "base.py"
    settings.write_text(settings.read_text() + "\n" + kept(steps[2]))
    urls = site / "mysite" / "urls.py"
    urls.write_text(urls.read_text() + "\n" + kept(steps[3]))
    for line in (steps[4] + steps[5]).splitlines():
        words = line.split()
        assert words[0] == "python"
        run([python, *words[1:]], site)


def ask(site: Path, python: str, script: str, *arguments: str) -> dict[str, Any]:
    """Run one of the scripts beside this file inside the site and return what it prints as JSON."""
    out = run([python, str(HERE / script), *arguments], site, DJANGO_SETTINGS_MODULE="mysite.settings.dev", PYTHONPATH=str(site))
    answer: dict[str, Any] = json.loads(out.splitlines()[-1])
    return answer


@pytest.mark.parametrize("with_groups", [True, False], ids=["with groups", "without groups"])
def test_wheel_installs_into_a_new_site(environment: Path, tmp_path: Path, with_groups: bool) -> None:
    python = str(environment / "bin" / "python")
    site = start_site(environment, tmp_path)
    run([python, "manage.py", "migrate", "--verbosity", "0"], site)
    before = ask(site, python, "look_before.py")
    install(site, python, with_groups)
    run([python, "manage.py", "check", "--fail-level", "ERROR"], site)
    assert "No changes detected" in run([python, "manage.py", "makemigrations", "--check", "--dry-run"], site)
    after = ask(site, python, "look_after.py", "groups" if with_groups else "alone")

    assert after["home_queries"] == before["home_queries"], "the site's own page costs more queries than before"
    assert after["home_html_same"], "the site's own page changed"
    assert after["statuses"] == dict.fromkeys(after["statuses"], 200), after["statuses"]
    assert after["hub_pages_in_site_base"], "hub pages do not extend the site's own base"
    assert after["login"] == 200
    assert after["members_redirect"].startswith("/login/?next=/mitt/")
    assert after["user_model"] == "auth.User"
    assert after["mail_states"] == ["waiting"]


def test_wheel_holds_the_plugin_and_nothing_else(wheel: Path) -> None:
    names = subprocess.run([sys.executable, "-m", "zipfile", "-l", str(wheel)], capture_output=True, text=True, check=True).stdout
    files = [line.split()[0] for line in names.splitlines()[1:]]
    tops = {name.split("/")[0] for name in files}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"mobility_hub", "groups"}
    for wanted in (
        "mobility_hub/templates/mobility_hub/base.html",
        "mobility_hub/static/mobility_hub/hub.css",
        "mobility_hub/static/mobility_hub/fonts/source-sans-3-latin-wght-normal.woff2",
        "mobility_hub/locale/sv/LC_MESSAGES/django.mo",
        "groups/locale/sv/LC_MESSAGES/django.mo",
        "mobility_hub/directory/data/organisations.csv",
    ):
        assert wanted in files
