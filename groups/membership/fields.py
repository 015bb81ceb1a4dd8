"""Form fields for what members write: cleaned as it will be kept, measured after that, and never truncated by the browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from mobility_hub.markup import clean_text

UNREADABLE = "\ufffd"


def checked_text(text: str, longest: int) -> str:
    """Return the text as it is kept. Raises ``ValidationError`` when it is longer than ``longest`` characters or partly unreadable."""
    cleaned = clean_text(text)
    if UNREADABLE in cleaned:
        raise ValidationError(_("Some characters could not be read. Look for � in the text and write them again."), code="unreadable")
    if len(cleaned) > longest:
        words = {"longest": number_format(longest, force_grouping=True), "length": number_format(len(cleaned), force_grouping=True)}
        raise ValidationError(
            _("The text is too long: %(length)s characters, and there is room for %(longest)s. Shorten it or divide it."),
            code="too_long",
            params=words,
        )
    return cleaned


class WrittenField(forms.CharField):
    """A text of several lines. ``longest``: characters."""

    widget: type[forms.Widget] = forms.Textarea

    def __init__(self, *, longest: int, rows: int = 5, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(**kwargs)
        if isinstance(self.widget, forms.Textarea):
            self.widget.attrs["rows"] = rows

    def to_python(self, value: Any) -> str:
        return checked_text("" if value is None else str(value), self.longest)


class LineField(WrittenField):
    """A text on one line: line breaks become spaces."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())
