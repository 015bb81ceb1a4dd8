"""Markdown to safe HTML, once for all rooms.

Members write CommonMark with tables, strikethrough and bare links. Raw HTML is text (``html=False``); what is left passes an allow-list
(nh3), so that nothing a member writes becomes script, style, form, image or frame.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import unescape

import nh3
from markdown_it import MarkdownIt

TAGS = frozenset({
    "p", "br", "strong", "em", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre", "h3", "h4", "h5", "h6", "hr",
    "table", "thead", "tbody", "tr", "th", "td",
})  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})

# Characters that reorder the text around them or show as nothing: they make a text read other than it is.
_TRICKS = re.compile("[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]")


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True, "maxNesting": 20})
    return parser.enable(["table", "strikethrough", "linkify"]).disable(["image"])


def clean_text(text: str) -> str:
    """Return the text as it is kept: NFC, unix line ends, without control, direction-changing and zero-width characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    encodable = lines.encode("utf-8", "replace").decode("utf-8")
    return _TRICKS.sub("", unicodedata.normalize("NFC", encodable)).strip()


def to_html(text: str) -> str:
    """Return safe HTML for Markdown a member wrote; headings start at level 3 so that they fit under a page's own."""
    rendered = _markdown().render(clean_text(text))
    lowered = re.sub(r"<(/?)h[12]>", r"<\1h3>", rendered)
    return nh3.clean(lowered, tags=set(TAGS), attributes=ATTRIBUTES, url_schemes=set(SCHEMES), link_rel="nofollow noopener noreferrer")


def to_text(html: str) -> str:
    """Return the plain text of HTML made by ``to_html``, on one line: for summaries, search and mail."""
    spaced = re.sub(r"</(p|li|tr|h[3-6]|blockquote|pre|td|th)>|<br\s*/?>", " ", html)
    bare = nh3.clean(spaced, tags=set())
    return " ".join(unescape(bare).split())
