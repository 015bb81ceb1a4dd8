"""From the rooms' sections to one member's summary: what comes first, what the subject says, and what no longer fits. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mobility_hub.sections import DigestBlock, DigestLine, DigestSection, Words

# Most mail readers cut a mail off at about 102 kB. A line costs its words twice (text and HTML) and its table with the style in it.
MAIL_BYTES = 85_000
LINE_BYTES = 1_300
SUBJECT_CHARACTERS = 110


@dataclass(frozen=True)
class Part:
    """What stands under one heading. ``left_out``: how many lines did not fit."""

    heading: Words
    lines: tuple[DigestLine, ...]
    more: Words = ""
    left_out: int = 0


@dataclass(frozen=True)
class Summary:
    """One member's summary. ``ask_count``: how many things are asked of them; ``subjects``: what the rooms want in the subject."""

    parts: tuple[Part, ...]
    ask_count: int
    subjects: tuple[str, ...]

    @property
    def titles(self) -> list[str]:
        return [str(line.title) for part in self.parts for line in part.lines]


def has_news(sections: Iterable[DigestSection], member_id: int) -> bool:
    """Whether a mail is worth sending: some section that is reason enough has a line for the member."""
    return any(section.is_news and _blocks(section, member_id) for section in sections)


def lay_out(sections: Sequence[DigestSection], member_id: int, budget: int = MAIL_BYTES) -> Summary | None:
    """Return the member's summary, what is asked of them first, or None when there is nothing new. ``budget`` is in bytes of mail."""
    if not has_news(sections, member_id):
        return None
    ordered = sorted(sections, key=lambda section: (not section.asks, section.order))
    parts = [Part(block.heading, block.lines, block.more) for section in ordered for block in _blocks(section, member_id)]
    asks = sum(len(block.lines) for section in ordered if section.asks for block in _blocks(section, member_id))
    return Summary(tuple(_fitted(parts, budget)), asks, tuple(_subjects(ordered, member_id)))


def joined_subject(pieces: Iterable[str]) -> str:
    """Put as many pieces after each other as a list of mails shows; the first always stands."""
    subject = ""
    for piece in pieces:
        longer = f"{subject}, {piece}" if subject else piece
        if subject and len(longer) > SUBJECT_CHARACTERS:
            break
        subject = longer
    return subject


def _blocks(section: DigestSection, member_id: int) -> list[DigestBlock]:
    return [block for block in section.blocks.get(member_id, ()) if block.lines]


def _subjects(sections: Iterable[DigestSection], member_id: int) -> Iterable[str]:
    """What sections that ask would say is said by their count."""
    for section in sections:
        if not section.asks and member_id in section.subject and _blocks(section, member_id):
            yield str(section.subject[member_id])


def _fitted(parts: list[Part], budget: int) -> Iterable[Part]:
    """Fill the mail from the top: every part keeps its first line, so that each heading says something."""
    left = budget - sum(_cost(part.lines[0]) for part in parts)
    for part in parts:
        kept = 1
        for line in part.lines[1:]:
            left -= _cost(line)
            if left < 0:
                break
            kept += 1
        yield replace(part, lines=part.lines[:kept], left_out=len(part.lines) - kept)


def _cost(line: DigestLine) -> int:
    """In bytes of the mail, where long lines go as quoted-printable: what is not ASCII takes three for each of its own."""
    words = f"{line.title}{line.text}{line.meta}{line.url}".encode()
    return LINE_BYTES + 2 * (len(words) + 2 * sum(byte > 127 or byte == ord("=") for byte in words))
