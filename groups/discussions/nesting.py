"""Where a post stands in its thread: paths whose order as text is reading order, at any depth."""

from __future__ import annotations

from dataclasses import dataclass

MAX_DEPTH = 32
PATH_STEP = 6  # hexadecimal digits of a position: 16.7 million posts in a thread
DRAWN_DEPTH = 2  # levels of indentation; deeper posts stand flat and name the post they answer


@dataclass(frozen=True)
class Place:
    path: str
    depth: int


def place_of(position: int, parent: Place | None = None) -> Place:
    """Where the post with this arrival number stands below ``parent``. What answers a post at the deepest level stands beside it."""
    above = parent.path if parent else ""
    if parent and parent.depth >= MAX_DEPTH:
        above = above[: (MAX_DEPTH - 1) * PATH_STEP]
    path = f"{above}{position:0{PATH_STEP}x}"
    return Place(path, len(path) // PATH_STEP)


def top_of(path: str) -> str:
    """The path of the post on the first level that this one stands below, or is."""
    return path[:PATH_STEP]
