"""The search follows the examples' pages, and the names of the courses of action they show."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save

from mobility_hub.cases.models import CaseStudyPage, CourseOfAction
from mobility_hub.cases.search import KIND
from mobility_hub.lookup.pages import follow_pages, index_pages


def connect() -> None:
    follow_pages(CaseStudyPage, KIND)
    post_save.connect(_renamed, sender=CourseOfAction, dispatch_uid="hub_cases_course_renamed")


def _renamed(instance: CourseOfAction, created: bool, **kwargs: Any) -> None:
    if not created:
        index_pages(CaseStudyPage, KIND, courses_of_action=instance)
