"""A set of choice codes in one column: stored as ``|a|b|``, found with ``contains="|a|"``, chosen with check boxes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst


def pack(codes: Iterable[str]) -> str:
    found = [code for code in codes if code]
    return f"|{'|'.join(found)}|" if found else ""


def unpack(stored: str) -> list[str]:
    return [code for code in stored.split("|") if code]


class CodesField(models.TextField):
    """A list of codes out of ``choices``, kept in the order of the choices."""

    description = "Several of a set of choices"

    def from_db_value(self, value: str | None, expression: object, connection: object) -> list[str]:
        return unpack(value or "")

    def to_python(self, value: Any) -> list[str]:
        if value is None:
            return []
        return unpack(value) if isinstance(value, str) else list(value)

    def get_prep_value(self, value: Any) -> str:
        chosen = set(self.to_python(value))
        return pack(code for code, _label in self.flatchoices if code in chosen)

    def get_default(self) -> list[str]:
        return list(super().get_default() or [])

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value: Any, model_instance: Any) -> None:
        known = {code for code, _label in self.flatchoices}
        if unknown := [code for code in value if code not in known]:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": unknown[0]})
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")

    def labels(self, value: Iterable[str]) -> list[str]:
        """The words of the chosen codes, in the order of the choices."""
        chosen = set(value)
        return [str(label) for code, label in self.flatchoices if code in chosen]

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        # Django's own looks for one choice with the whole list as its code.
        setattr(cls, f"get_{name}_display", lambda instance: ", ".join(self.labels(getattr(instance, name))))

    def formfield(self, **kwargs: Any) -> Any:
        return forms.MultipleChoiceField(
            choices=self.flatchoices,
            widget=forms.CheckboxSelectMultiple,
            required=not self.blank,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
        )
