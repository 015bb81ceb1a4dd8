"""Paths: their order as text is reading order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from groups.discussions.nesting import MAX_DEPTH, PATH_STEP, Place, place_of, top_of


def test_reply_stands_below_its_parent() -> None:
    first = place_of(1)
    assert first == Place("000001", 1)
    assert place_of(26, first) == Place("00000100001a", 2)


def test_reply_at_the_deepest_level_stands_beside_its_parent() -> None:
    place = place_of(1)
    for position in range(2, 61):
        place = place_of(position, place)
    assert place.depth == MAX_DEPTH
    assert len(place.path) == MAX_DEPTH * PATH_STEP
    assert place.path == "".join(f"{position:06x}" for position in [*range(1, MAX_DEPTH), 60])


def test_top_is_the_post_on_the_first_level() -> None:
    assert top_of(place_of(9, place_of(3)).path) == "000003"


@given(st.lists(st.integers(min_value=0, max_value=30), min_size=1, max_size=120))
def test_order_of_paths_is_reading_order(parents: list[int]) -> None:
    """Each post answers an earlier one, or the thread; walked as a tree (children by arrival), it is the order of the paths."""
    places: list[Place] = []
    children: dict[int | None, list[int]] = {None: []}
    for number, wanted in enumerate(parents):
        parent = wanted % number if number and wanted else None
        if parent is not None and places[parent].depth >= MAX_DEPTH:
            parent = None
        places.append(place_of(number + 1, places[parent] if parent is not None else None))
        children.setdefault(parent, []).append(number)
        children[number] = []

    def walk(node: int | None) -> list[int]:
        return [found for child in children[node] for found in (child, *walk(child))]

    assert sorted(range(len(places)), key=lambda number: places[number].path) == walk(None)
