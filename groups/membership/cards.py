"""What other rooms say of a group in lists of groups: the contracts behind two hooks.

===================================  ====================================================================================================
hook                                 function
===================================  ====================================================================================================
``register_hub_group_card``          ``(practice_groups) -> GroupCard``: shown openly, so nothing from inside the group
``register_hub_my_group_facts``      ``(memberships) -> MyGroupFacts``: in a member's own list of groups
===================================  ====================================================================================================

Each answers for many rows in a fixed number of queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mobility_hub.sections import Words, gather


@dataclass(frozen=True)
class GroupCard:
    """Open facts of one room, such as the day of the next meeting, by the group's id."""

    order: int
    facts: Mapping[int, tuple[Words, ...]]


@dataclass(frozen=True)
class MyGroupFacts:
    """One room's facts for the members themselves, such as what is unread, by the membership's id."""

    order: int
    facts: Mapping[int, tuple[Words, ...]]


def gathered_facts(hook: str, rows: Sequence[Any]) -> dict[int, list[Words]]:
    """Every room's facts by the row's id, in the rooms' order."""
    found: dict[int, list[Words]] = defaultdict(list)
    for answer in gather(hook, rows) if rows else []:
        for row_id, facts in answer.facts.items():
            found[row_id] += facts
    return found
