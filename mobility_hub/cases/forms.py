"""The checks of an example in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm


class CaseStudyForm(WagtailAdminPageForm):
    """Notes who has checked the facts, the editor who sets or changes the day; refuses statements that contradict each other."""

    def save(self, commit: bool = True) -> Any:
        if "checked_on" in self.changed_data:
            self.instance.checked_by = self.for_user if self.instance.checked_on else None
        return super().save(commit)

    def clean_checked_on(self) -> Any:
        day = self.cleaned_data["checked_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("The day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        stated = {
            "no_decision_taken": ("decisions", _("There are decisions below: take them away, or untick this.")),
            "not_procured": ("procurements", _("There are procurements below: take them away, or untick this.")),
            "not_measured": ("statistics", _("There are figures below: take them away, or untick this.")),
        }
        for flag, (rows, message) in stated.items():
            if cleaned.get(flag) and self._has_rows(rows):
                self.add_error(flag, message)
        return cleaned

    def _has_rows(self, name: str) -> bool:
        formset = self.formsets.get(name)
        if formset is None:
            return False
        formset.is_valid()
        kept = [form for form in formset.forms if form not in formset.deleted_forms]
        return any(form.has_changed() or form.instance.pk for form in kept)
