from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar

from mobility_hub.cases.courses import SHIPPED
from mobility_hub.cases.models import CourseOfAction
from mobility_hub.imports import Cells, Change, ImportCommand, Importer


@dataclass(frozen=True)
class CourseRow:
    slug: str
    name_sv: str
    name_en: str
    explanation: str


class CourseImporter(Importer[CourseRow]):
    """Courses of action; those that the site has get the file's words."""

    columns: ClassVar[tuple[str, ...]] = ("slug", "name_sv", "name_en", "explanation")
    required: ClassVar[tuple[str, ...]] = ("slug", "name_sv", "name_en")

    def parse(self, cells: Cells) -> CourseRow:
        return CourseRow(
            slug=cells.slug(),
            name_sv=cells.text("name_sv", max_length=120, required=True),
            name_en=cells.text("name_en", max_length=120, required=True),
            explanation=cells.text("explanation", max_length=600),
        )

    def save(self, item: CourseRow) -> Change:
        values = asdict(item)
        course = CourseOfAction.objects.filter(slug=item.slug).first()
        if course and all(getattr(course, name) == value for name, value in values.items()):
            return Change.UNCHANGED
        made = course or CourseOfAction(position=CourseOfAction.objects.count() + 1)
        for name, value in values.items():
            setattr(made, name, value)
        made.full_clean()
        made.save()
        return Change.CHANGED if course else Change.NEW


class Command(ImportCommand):
    help = "Brings in the courses of action that examples name. Without a file: those that the hub comes with."
    default_file: Path | None = SHIPPED

    def importer(self, options: Mapping[str, Any]) -> CourseImporter:
        return CourseImporter()
