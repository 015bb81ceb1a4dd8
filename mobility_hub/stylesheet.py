"""The hub's stylesheets: one block a file while we write them, one file when they are served.

``css/`` holds the sources; ``static/mobility_hub/hub.css`` is what ``manage.py hub_css`` makes of them and what a page asks for.
``css/mail.css`` is for mail, where it is written into the elements themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from css_inline import CSSInliner

_HERE = Path(__file__).resolve().parent
SOURCES = _HERE / "css"
SERVED = _HERE / "static" / "mobility_hub" / "hub.css"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r'("[^"]*")')
_AROUND = re.compile(r"\s*([{};,>])\s*")
_AFTER_COLON = re.compile(r":\s+")
_LEADING_ZERO = re.compile(r"(?<![\w.])0(?=\.\d)")


def joined(sheets: Iterable[str]) -> str:
    """Make one stylesheet of ``sheets`` in the order given, one line a sheet, without comments and needless space.

    Strings are kept as they stand. The sheets must name their layers, since order within a layer is all that joining decides.
    """
    return "".join(f"{_tightened(sheet)}\n" for sheet in sheets)


def sources() -> list[Path]:
    """The source files of ``hub.css`` in their order: tokens, ground, parts by name, paper."""
    parts = sorted((SOURCES / "components").glob("*.css"))
    return [SOURCES / "tokens.css", SOURCES / "base.css", *parts, SOURCES / "print.css"]


def served_css() -> str:
    """What ``hub.css`` must hold."""
    return joined(path.read_text(encoding="utf-8") for path in sources())


def inlined_mail(html: str) -> str:
    """Write the mail style into ``html``, a whole document; what cannot stand in an element (dark colours) stays in its head.

    Fetches nothing. Raises ``css_inline.InlineError`` when the document cannot be read.
    """
    return _mail_inliner().inline(html)


@cache
def _mail_inliner() -> CSSInliner:
    css = (SOURCES / "mail.css").read_text(encoding="utf-8")
    return CSSInliner(extra_css=css, keep_at_rules=True, load_remote_stylesheets=False)


def _tightened(sheet: str) -> str:
    pieces = _STRING.split(_COMMENT.sub("", sheet))
    pieces[::2] = [_tightened_code(piece) for piece in pieces[::2]]
    return "".join(pieces).replace(";}", "}").strip()


def _tightened_code(code: str) -> str:
    """Drop the space that means nothing. Space before a colon, and around + and -, does mean something."""
    spaced = _AROUND.sub(r"\1", re.sub(r"\s+", " ", code))
    return _LEADING_ZERO.sub("", _AFTER_COLON.sub(":", spaced))
