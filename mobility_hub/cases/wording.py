"""How an example's facts are written on screen: figures, dates of decisions, sources; and which words are Swedish in an English page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mobility_hub.cases.enums import DateKind, DecisionLevel, ValueKind
from mobility_hub.partial_dates import PartialDate
from mobility_hub.templatetags.hub import number

Words = str | Promise

_BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def in_english() -> bool:
    return (get_language() or "").startswith("en")


def swedish(text: str) -> str:
    """Words of the content, which is Swedish: marked as such where the page around them is not, so that they are read out right.

    A number grouped by a space is kept on one line.
    """
    whole = _BETWEEN_DIGITS.sub("\N{NO-BREAK SPACE}", text) if text else text
    return format_html('<span lang="sv">{}</span>', whole) if whole and in_english() else whole


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain text, each marked as Swedish where needed."""
    return [swedish(part.strip()) for part in text.split("\n") if part.strip()]


def amount(value: Decimal | int) -> str:
    """A number as it is read: ``23 000``, ``4,4``, ``−37``."""
    return str(number(value))


def change(statistic: Any) -> str:
    """What came of it: ``23 000 → 12 000``, ``10 500`` when only that is known, or nothing when the value after is not known."""
    if statistic.after is None:
        return ""
    return " → ".join(amount(value) for value in (statistic.before, statistic.after) if value is not None)


def figure_in_words(statistic: Any) -> str:
    """A figure for a row of a list: ``23 000 → 12 000 fordon``."""
    return f"{change(statistic)} {statistic.unit}".strip() if change(statistic) else ""


def figure_label(statistic: Any) -> str:
    """What a large figure counts, in what and when: ``Tak i centrum (fordon, 2024)``."""
    year = str(statistic.year) if statistic.year else _("year not known")
    about = format_html("{}, {}", swedish(statistic.unit), year) if statistic.unit else year
    return format_html("{} ({})", swedish(statistic.name), about)


def decision_date(date: PartialDate | None, kind: str) -> str:
    """``november 2021``, ``1 januari 2024 (trädde i kraft)``, or nothing when not known."""
    if date is None:
        return ""
    told = _("came into force") if kind == DateKind.IN_FORCE else swedish(date.note)
    return format_html("{} ({})", date.words, told) if told else date.words


def decided_by(decision: Any) -> str:
    """The body as written; the level where the name of a body alone does not tell it."""
    if decision.level in (DecisionLevel.DELEGATED, DecisionLevel.JOINT):
        return format_html("{} ({})", swedish(decision.body), decision.get_level_display().lower())
    return swedish(decision.body)


def body_alone(body: str) -> str:
    """The body without whose it is: ``Trafiknämnden, Göteborgs Stad`` becomes ``Trafiknämnden``."""
    return body.split(",", 1)[0].strip()


def contract_value(procurement: Any) -> str:
    """The value in SEK, and whether it is estimated or actual where that is known."""
    if procurement.value_sek is None:
        return ""
    value = f"{amount(procurement.value_sek)} kr"
    kinds = {ValueKind.ESTIMATED: _("estimated"), ValueKind.ACTUAL: _("actual")}
    return f"{value} ({kinds[procurement.value_kind]})" if procurement.value_kind else value


def contract_period(start: PartialDate | None, end: PartialDate | None) -> str:
    """``2020 – 2026``, ``from april 2022``, or nothing when neither end is known."""
    if start and end:
        return f"{start.words} – {end.words}"
    if start:
        return _("from %(year)s") % {"year": start.words}
    return _("until %(year)s") % {"year": end.words} if end else ""


def sources_of(statistic: Any, titles: Mapping[str, str]) -> SafeString | str:
    """Where a figure was found, with links; an address that the example names among its sources gets that title."""
    parts = [part.strip() for part in statistic.source.split(";")] if statistic.source else []
    if statistic.source_url and statistic.source_url not in parts:
        parts.append(statistic.source_url)
    return format_html_join("; ", "{}", ((_source(part, titles),) for part in parts if part))


def _source(part: str, titles: Mapping[str, str]) -> str:
    if not part.startswith(("http://", "https://")):
        return swedish(part)
    return format_html('<a href="{}">{}</a>', part, titles.get(part) or site_of(part))


def site_of(url: str) -> str:
    """The name of the site that an address is at, without "www."."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def listed(words: Iterable[Words]) -> str:
    """``beslut, siffror och kontakt``"""
    all_words = [str(word) for word in words]
    if len(all_words) < 2:
        return "".join(all_words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(all_words[:-1]), "last": all_words[-1]}
