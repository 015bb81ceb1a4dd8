"""The choices above the overview as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mobility_hub.cases.listing import COUNTY, COURSE, HAS, HAVING, SKR, TOPIC, Choices, Counts, Known
from mobility_hub.directory.counties import COUNTIES, short_name
from mobility_hub.directory.enums import SkrGroup

Options = list[tuple[str, str]]


class CaseFilterForm(forms.Form):
    """Sent by GET: what can be chosen, with how many examples each choice leaves. Choices that leave none are not offered."""

    def __init__(self, choices: Choices, counts: Counts, known: Known) -> None:
        super().__init__(
            {
                TOPIC: choices.topic.slug if choices.topic else "",
                COURSE: choices.course.slug if choices.course else "",
                COUNTY: choices.county,
                SKR: choices.skr,
                HAS: list(choices.having),
            },
            auto_id="hub-filter-%s",
        )
        offered = (
            (TOPIC, _("Topic"), _("All topics"), _topic_options(counts, known, choices)),
            (COUNTY, _("County"), _("All counties"), _county_options(counts, choices)),
            (COURSE, _("Course of action"), _("All courses of action"), _course_options(counts, known, choices)),
            (SKR, _("Kind of municipality"), _("All kinds"), _skr_options(counts, choices)),
        )
        for name, label, everything, options in offered:
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[("", everything), *options])
        self.fields[HAS] = forms.MultipleChoiceField(
            required=False, choices=[(name, name) for name in HAVING], widget=forms.MultipleHiddenInput
        )


def _topic_options(counts: Counts, known: Known, choices: Choices) -> Options:
    """Each topic with its sub-topics under it."""
    below: dict[int | None, list[Any]] = {}
    for topic in known.topics:
        below.setdefault(topic.parent_id, []).append(topic)
    ordered: list[tuple[Any, str]] = []
    for top in below.get(None, []):
        ordered += [(top, ""), *((child, "– ") for child in below.get(top.pk, []))]
    return [
        (topic.slug, _counted(f"{prefix}{topic.name}", counts.topics.get(topic.pk, 0)))
        for topic, prefix in ordered
        if counts.topics.get(topic.pk) or topic == choices.topic
    ]


def _course_options(counts: Counts, known: Known, choices: Choices) -> Options:
    return [
        (course.slug, _counted(course.name, counts.courses.get(course.pk, 0)))
        for course in known.courses
        if counts.courses.get(course.pk) or course == choices.course
    ]


def _county_options(counts: Counts, choices: Choices) -> Options:
    return [
        (code, _counted(short_name(name), counts.counties.get(code, 0)))
        for code, name in COUNTIES.items()
        if counts.counties.get(code) or code == choices.county
    ]


def _skr_options(counts: Counts, choices: Choices) -> Options:
    return [
        (group.value, _counted(f"{group.label} ({group.value})", counts.skr.get(group.value, 0)))
        for group in SkrGroup
        if counts.skr.get(group.value) or group.value == choices.skr
    ]


def _counted(label: str, count: int) -> str:
    return f"{label} ({count})"
