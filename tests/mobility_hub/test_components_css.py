"""The stylesheet: fresh, small, and nobody's but the hub's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mobility_hub import stylesheet

ROOT = Path(__file__).resolve().parents[2]
PARTS = [path for path in stylesheet.sources() if path.name != "tokens.css"]
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|color-mix)\("
    r"|\b(?:black|white|gr[ae]y|red|green|blue|yellow|orange|purple|navy|teal|maroon|silver|transparent|Canvas|CanvasText|LinkText)\b",
    re.IGNORECASE,
)
SIZE = re.compile(r"(?<![\w-])\d*\.?\d+(?:px|rem|pt|mm|cm|vw|vh)\b")
# Names that mark a part of the markup, for scripts, tests or a site's own style.
HOOKS = {"mh-section__body", "mh-checks", "mh-foot__links", "mh-inline", "mh-rows--one"}


def without_comments(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def preludes(css: str) -> list[tuple[int, str]]:
    """What stands before each opening brace, with how deep it stands."""
    found, depth, start = [], 0, 0
    for at, sign in enumerate(css):
        if sign == "{":
            found.append((depth, css[start:at].strip()))
            depth += 1
        elif sign == "}":
            depth -= 1
        if sign in "{};":
            start = at + 1
    return found


def declarations(css: str) -> str:
    """The values alone: without what stands before braces, so that media queries and @page margins are left out."""
    css = re.sub(r"@page[^{]*\{[^}]*\}", "", css)
    return " ".join(match[1] for match in re.finditer(r"[\w-]+\s*:\s*([^{};]+)[;}]", css))


def selectors(prelude: str) -> list[str]:
    """The selectors of a rule: split at commas outside brackets."""
    parts, depth, current = [], 0, ""
    for sign in prelude:
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += sign
    return [part.strip() for part in [*parts, current]]


def test_hub_css_is_what_its_sources_make() -> None:
    assert stylesheet.SERVED.read_text(encoding="utf-8") == stylesheet.served_css(), "run manage.py hub_css"


def test_hub_css_is_small() -> None:
    assert len(stylesheet.SERVED.read_bytes()) < 30_000


def test_hub_css_names_fonts_that_exist_beside_it() -> None:
    addresses = re.findall(r'url\("([^"]+)"\)', stylesheet.SERVED.read_text(encoding="utf-8"))

    assert len(addresses) == 3
    assert all((stylesheet.SERVED.parent / address).is_file() for address in addresses)


def test_fonts_have_their_licences_beside_them() -> None:
    fonts = stylesheet.SERVED.parent / "fonts"
    assert {path.name for path in fonts.glob("LICENSE*")} == {"LICENSE-source-sans-3.txt", "LICENSE-source-serif-4.txt"}


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.name)
def test_colours_stand_in_tokens_alone(path: Path) -> None:
    assert COLOUR.findall(declarations(without_comments(path))) == []


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.name)
def test_sizes_stand_in_tokens_alone(path: Path) -> None:
    assert SIZE.findall(declarations(without_comments(path))) == []


@pytest.mark.parametrize("path", stylesheet.sources(), ids=lambda path: path.name)
def test_every_rule_stands_in_a_layer_of_the_hub(path: Path) -> None:
    outside = [prelude for depth, prelude in preludes(without_comments(path)) if depth == 0]
    assert [prelude for prelude in outside if not re.match(r"@layer hub\.\w+$|@font-face$", prelude)] == []


@pytest.mark.parametrize("path", stylesheet.sources(), ids=lambda path: path.name)
def test_every_selector_stays_inside_the_hubs_own_area(path: Path) -> None:
    rules = [prelude for _, prelude in preludes(without_comments(path)) if not prelude.startswith("@")]
    assert [selector for rule in rules for selector in selectors(rule) if ".mh" not in selector] == []


def test_every_class_in_templates_has_its_style() -> None:
    styled = set(re.findall(r"\.(mh-[\w-]+)", stylesheet.served_css())) | HOOKS
    templates = [path for folder in ("mobility_hub", "groups", "home", "search") for path in (ROOT / folder).rglob("templates/**/*.html")]
    used = {
        (name, path.relative_to(ROOT).as_posix())
        for path in templates
        for name in re.findall(
            r"\b(mh-[a-z0-9_-]*[a-z0-9])(?![\w{-])", " ".join(re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8")))
        )
    }

    assert sorted((name, path) for name, path in used if name not in styled) == []


def test_joined_keeps_order_and_strings_and_drops_comments() -> None:
    sheets = ['/* why */\n.a > b { content: "; ";\n  margin: 0 calc(1em + 0.5em); }\n', "a :hover { color: x }"]
    assert stylesheet.joined(sheets) == '.a>b{content:"; ";margin:0 calc(1em + .5em)}\na :hover{color:x}\n'


def test_hub_css_check_fails_when_the_file_is_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served = tmp_path / "hub.css"
    served.write_text("old", encoding="utf-8")
    monkeypatch.setattr(stylesheet, "SERVED", served)

    with pytest.raises(CommandError, match="stale"):
        call_command("hub_css", check=True)
    assert served.read_text(encoding="utf-8") == "old"


def test_hub_css_writes_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(stylesheet, "SERVED", tmp_path / "hub.css")

    call_command("hub_css")

    assert (tmp_path / "hub.css").read_text(encoding="utf-8") == stylesheet.served_css()
    assert capsys.readouterr().out.startswith("hub.css: ")
