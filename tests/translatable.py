"""The texts to translate in the source, found as gettext finds them but without it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]

# A text as the catalogue knows it: context, text, plural.
Text = tuple[str | None, str, str | None]

FUNCTIONS = {
    "_": "text", "gettext": "text", "gettext_lazy": "text", "gettext_noop": "text",
    "ngettext": "text plural", "ngettext_lazy": "text plural",
    "pgettext": "context text", "pgettext_lazy": "context text",
    "npgettext": "context text plural", "npgettext_lazy": "context text plural",
}  # fmt: skip
WRITTEN = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
IN_TEMPLATE = re.compile(rf"(?<!\w)(_|n?p?gettext)\(\s*{WRITTEN}(?:\s*,\s*{WRITTEN})?(?:\s*,\s*{WRITTEN})?", re.DOTALL)


def as_text(function: str, words: list[str]) -> Text:
    parts = dict(zip(FUNCTIONS[function].split(), words, strict=False))
    return (parts.get("context"), parts["text"], parts.get("plural"))


def texts_in_python(path: Path) -> Iterator[Text]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if function in FUNCTIONS and words:
                yield as_text(function, words)


def texts_in_template(path: Path) -> Iterator[Text]:
    for found in IN_TEMPLATE.finditer(templatize(path.read_text(encoding="utf-8"))):
        yield as_text(found[1], [ast.literal_eval(word) for word in found.groups()[1:] if word])


@cache
def texts_in_source(place: str) -> frozenset[Text]:
    found: set[Text] = set()
    for path in sorted((ROOT / place).rglob("*")):
        if path.suffix == ".py":
            found |= set(texts_in_python(path))
        elif path.suffix in (".html", ".txt") and "static" not in path.relative_to(ROOT).parts:
            found |= set(texts_in_template(path))
    return frozenset(found)
