"""A room whose news the summaries tell: events meant for one member each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from wagtail import hooks

from mobility_hub.directory.models import Member
from mobility_hub.notices.actions import happened
from mobility_hub.notices.models import Event
from mobility_hub.sections import DigestBlock, DigestLine, DigestSection, Window

# A Tuesday, 07:30 in Stockholm.
TUESDAY = datetime(2027, 3, 2, 6, 30, tzinfo=UTC)


class Room:
    """Its section reads in one query for many members. What ``shut`` holds no longer sees anything; ``faulty`` breaks the reading."""

    def __init__(self) -> None:
        self.shut: set[int] = set()
        self.faulty: set[int] = set()
        self.text = ""
        self.asks: dict[int, list[str]] = {}
        self.calls = 0

    def tell(self, member: Member, at: datetime) -> str:
        """Let something happen; return its title."""
        event = happened(scope=("sample", member.pk), verb="wrote", thing=member, actor=None, at=at)
        return f"Nyhet {event.pk}."

    def news(self, members: Sequence[Member], windows: Mapping[int, Window]) -> DigestSection:
        self.calls += 1
        if self.faulty & {member.pk for member in members}:
            raise RuntimeError("the room's own fault")
        allowed = [member.pk for member in members if member.pk not in self.shut]
        lines: dict[int, list[DigestLine]] = {}
        for event in Event.objects.filter(scope_kind="sample", scope_id__in=allowed).order_by("at"):
            window = windows[event.scope_id]
            if window.since <= event.at < window.until:
                line = DigestLine(title=f"Nyhet {event.pk}.", url=f"/mina-grupper/{event.pk}/", text=self.text, meta="Granby kommun")
                lines.setdefault(event.scope_id, []).append(line)
        return DigestSection(
            key="sample",
            order=10,
            blocks={member_id: (DigestBlock("Villkor för elsparkcyklar", tuple(found)),) for member_id, found in lines.items()},
            subject={member_id: f"{len(found)} nya svar i Villkor" for member_id, found in lines.items()},
        )

    def asked(self, members: Sequence[Member], windows: Mapping[int, Window]) -> DigestSection:
        """What is asked now, whatever the window; no reason by itself to send."""
        blocks = {
            member.pk: (DigestBlock("Att göra", tuple(DigestLine(title, "/mitt/") for title in self.asks[member.pk])),)
            for member in members
            if self.asks.get(member.pk)
        }
        return DigestSection(key="asked", order=99, blocks=blocks, asks=True, is_news=False)


@pytest.fixture
def room(settings: Any) -> Iterator[Room]:
    settings.MOBILITY_HUB_MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    found = Room()
    hook = "register_hub_digest_section"
    others = hooks._hooks.pop(hook, [])  # the site's own rooms stay out of it
    with hooks.register_temporarily([(hook, found.news), (hook, found.asked)]):
        yield found
    hooks._hooks[hook] = others
