"""What holds for every template of the project."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(path for folder in ("mobility_hub", "groups", "home", "search") for path in (ROOT / folder).rglob("templates/**/*.html"))
COMPONENTS = sorted((ROOT / "mobility_hub/templates/mobility_hub/components").glob("*.html"))
# A strict content security policy lets none of these through.
INLINE = re.compile(r"\sstyle\s*=|<style\b|<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_template_has_no_style_or_script_inside(path: Path) -> None:
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_template_loads_nothing_from_elsewhere(path: Path) -> None:
    loaded = re.findall(r"<(?:link|script|img|iframe|source)\b[^>]*(?:href|src)=[\"'](https?:|//)", path.read_text(encoding="utf-8"))
    assert loaded == []


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_component_says_what_it_takes(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("{% comment %}\n")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<p style="color: red">', True),
        ("<style>p {}</style>", True),
        ("<script>run()</script>", True),
        ('<a onclick="run()">', True),
        ('<a href="javascript:run()">', True),
        ('<script src="hub.js" defer></script>', False),
        ('<ol class="restyle"><li>on = "off"</li></ol>', False),
    ],
)
def test_inline_pattern_finds_what_it_should(text: str, found: bool) -> None:
    assert bool(INLINE.search(text)) == found
