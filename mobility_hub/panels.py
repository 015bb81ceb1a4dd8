"""What Wagtail's editor needs to know of the hub's own fields: a panel for sets of codes, and how two revisions compare."""

from __future__ import annotations

from typing import Any

from django.utils.html import escape
from wagtail.admin import compare
from wagtail.admin.panels import FieldPanel

from mobility_hub.codes import CodesField
from mobility_hub.partial_dates import PartialDate, PartialDateField


class PartialDateComparison(compare.FieldComparison):
    """Compares the dates as people write them."""

    def htmldiff(self) -> str:
        return str(compare.diff_text(_written(self.val_a), _written(self.val_b)).to_html())


class CodesComparison(compare.FieldComparison):
    """Compares two sets of codes choice by choice."""

    field: CodesField

    def htmldiff(self) -> str:
        before, after = set(self.val_a), set(self.val_b)
        changes = []
        for code, label in self.field.flatchoices:
            if code in before | after:
                kind = "equal" if code in before & after else "deletion" if code in before else "addition"
                changes.append((kind, str(label)))
        if all(kind == "equal" for kind, _label in changes):
            return escape(", ".join(label for _kind, label in changes))
        return str(compare.TextDiff(changes, separator=", ").to_html())


class CodesPanel(FieldPanel):
    """A field panel for a ``CodesField``. Wagtail's own takes every field with choices to hold one of them."""

    def get_comparison_class(self) -> type[CodesComparison]:
        return CodesComparison

    def format_value_for_display(self, value: Any) -> str:
        field: CodesField = self.db_field
        return ", ".join(field.labels(value or []))


def register_comparisons() -> None:
    """Tell Wagtail how dates of facts are compared; called when its admin starts."""
    compare.register_comparison_class(PartialDateField, comparison_class=PartialDateComparison)


def _written(value: PartialDate | None) -> str:
    return str(value) if value else ""
