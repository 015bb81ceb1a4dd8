"""The courses of action that the hub comes with (``data/courses_of_action.csv``); a site changes them and adds its own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from mobility_hub.cases.models import CourseOfAction
from mobility_hub.tables import read_table

SHIPPED = Path(__file__).parent / "data" / "courses_of_action.csv"


@lru_cache(maxsize=1)
def _shipped() -> tuple[dict[str, str], ...]:
    return tuple(dict(row.values) for row in read_table(SHIPPED).rows)


class CourseList:
    """The site's courses of action by slug, and those that the hub comes with, made when they are first asked for."""

    def __init__(self) -> None:
        self._made = {course.slug: course for course in CourseOfAction.objects.all()}
        self._shipped = {row["slug"]: (position, row) for position, row in enumerate(_shipped(), start=1)}

    @property
    def slugs(self) -> dict[str, str]:
        """Every slug that ``get`` knows."""
        return {slug: slug for slug in (*self._made, *self._shipped)}

    def get(self, slug: str) -> CourseOfAction:
        """Return the course of action with this slug. Raises ``KeyError``."""
        if slug not in self._made:
            position, row = self._shipped[slug]
            self._made[slug], _created = CourseOfAction.objects.get_or_create(slug=slug, defaults={**row, "position": position})
        return self._made[slug]
