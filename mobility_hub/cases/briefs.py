"""A brief for an example that has none of its own: the first sentences of what was done and what came of it. Nothing is rewritten."""

from __future__ import annotations

import re

MOST_SENTENCES = 3
_FROM_APPROACH = 2
# A sentence ends where the next begins with a capital, a digit or a quotation mark; "1,5 m² per fordon" and "ca 5" do not end one.
_BETWEEN = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖÉ0-9”\"–])")


def sentences(text: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(text.strip()) if part.strip()]


def brief_of(approach: str, result: str) -> str:
    """At most three sentences: two of the approach and one of the result, or more of the one where the other is short."""
    did, came = sentences(approach), sentences(result)
    from_approach = did[: max(_FROM_APPROACH, MOST_SENTENCES - len(came))]
    return " ".join([*from_approach, *came[: MOST_SENTENCES - len(from_approach)]])
