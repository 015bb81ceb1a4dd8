"""What a group's state allows: one table, which every room asks."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from groups.membership.enums import GroupState


class GroupAction(StrEnum):
    """What can be done in a group, besides reading it: members can always read what they were in."""

    POST = "post"
    MEET = "meet"
    ROTATE = "rotate"
    DIGEST = "digest"
    JOIN = "join"
    DESCRIBE = "describe"


_AT_WORK = frozenset(GroupAction)

ALLOWED: Mapping[str, frozenset[GroupAction]] = {
    GroupState.FORMING: _AT_WORK,
    GroupState.ACTIVE: _AT_WORK,
    # Nothing new begins. What was written before is still told, and the facilitator can say when the group goes on.
    GroupState.RESTING: frozenset({GroupAction.DIGEST, GroupAction.DESCRIBE}),
    # Kept as it was. The last words and that it has concluded are still told.
    GroupState.CONCLUDED: frozenset({GroupAction.DIGEST}),
    GroupState.CLOSED: frozenset(),
}


def allows(state: str, action: GroupAction) -> bool:
    return action in ALLOWED[state]


def states_allowing(action: GroupAction) -> tuple[str, ...]:
    return tuple(state for state, actions in ALLOWED.items() if action in actions)
