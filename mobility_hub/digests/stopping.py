"""What a link in a mail can stop, and how: the one place that knows every scope."""

from __future__ import annotations

from dataclasses import dataclass

from mobility_hub.digests import actions
from mobility_hub.digests.models import DigestPlan
from mobility_hub.directory.models import Member
from mobility_hub.notices.actions import Scope, set_level
from mobility_hub.notices.enums import HowMuch
from mobility_hub.notices.models import Level
from mobility_hub.notices.registry import find_scope_kind
from mobility_hub.outbox.actions import switch_off, switch_on
from mobility_hub.outbox.links import SUMMARIES, read_unsubscribe_token
from mobility_hub.outbox.models import SwitchedOff

_KIND = "kind"
MOST_DIGITS = 18  # of an id that a column can hold


@dataclass(frozen=True)
class Subscription:
    """What one member can stop by one link: the summaries, a kind of mail, or the mail about a group or a discussion."""

    member: Member
    what: str

    @property
    def is_summary(self) -> bool:
        return self.what == SUMMARIES

    @property
    def is_on(self) -> bool:
        if self.is_summary:
            plan = DigestPlan.objects.filter(member=self.member).first()
            return plan is None or plan.is_on
        if self._kind:
            return not SwitchedOff.objects.filter(member=self.member, kind=self._kind).exists()
        scope_kind, scope_id = self._scope
        off = Level.objects.filter(member=self.member, scope_kind=scope_kind, scope_id=scope_id, how_much=HowMuch.NOTHING)
        return not off.exists()

    def stop(self) -> None:
        """In force at once, for what waits too."""
        if self.is_summary:
            actions.stop(member=self.member)
        elif self._kind:
            switch_off(member=self.member, kind=self._kind)
        else:
            set_level(member=self.member, scope=self._scope, how_much=HowMuch.NOTHING)

    def resume(self) -> None:
        if self.is_on:
            return
        if self.is_summary:
            actions.resume(member=self.member)
        elif self._kind:
            switch_on(member=self.member, kind=self._kind)
        else:
            set_level(member=self.member, scope=self._scope, how_much=None)

    @property
    def _kind(self) -> str:
        name, _colon, kind = self.what.partition(":")
        return kind if name == _KIND else ""

    @property
    def _scope(self) -> Scope:
        kind, _colon, scope_id = self.what.rpartition(":")
        return kind, int(scope_id)


def find_subscription(token: str) -> Subscription | None:
    """Return what the token stops, or None when it was not made here or its member is gone. One query in either case but the forged."""
    read = read_unsubscribe_token(token)
    public_id, what = read or ("", "")
    member = Member.objects.filter(public_id=public_id).first()
    return Subscription(member, what) if member and read and _is_known(what) else None


def _is_known(what: str) -> bool:
    """Whether this site still has what the link stops: a kind of mail or a scope may have got another name since it was sent."""
    name, _colon, rest = what.rpartition(":")
    if not name:
        return what == SUMMARIES
    if name == _KIND:
        return bool(rest)
    return find_scope_kind(name) is not None and rest.isascii() and rest.isdigit() and len(rest) <= MOST_DIGITS
