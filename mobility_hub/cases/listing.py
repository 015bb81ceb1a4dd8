"""The overview's choices: read from the address, applied, and counted. Whoever has the address sees the same list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from mobility_hub.cases.models import CaseOrganisation, CaseStudyPage, CourseOfAction
from mobility_hub.cases.queries import HAS_DECISION, HAS_FIGURES, HAS_PROCUREMENT, count_by_topic, in_topics
from mobility_hub.directory.counties import find_county
from mobility_hub.directory.enums import OrganisationKind, SkrGroup
from mobility_hub.directory.models import Topic

# The names in the address.
TOPIC, COURSE, COUNTY, SKR, HAS, PAGE = "amne", "handlingsvag", "lan", "kommuntyp", "har", "sida"
HAVING: Mapping[str, Exists] = {"beslut": HAS_DECISION, "upphandling": HAS_PROCUREMENT, "siffror": HAS_FIGURES}


_NOT_KNOWN: Mapping[str, Promise] = {
    TOPIC: _("The address asks for the topic “%(value)s”, which is not here. All topics are shown."),
    COURSE: _("The address asks for the course of action “%(value)s”, which is not here. All are shown."),
    COUNTY: _("The address asks for the county “%(value)s”, which is not here. All counties are shown."),
    SKR: _("The address asks for the kind of municipality “%(value)s”, which is not a choice here. All are shown."),
    HAS: _("The address asks for examples with “%(value)s”, which is not a choice here."),
}


@dataclass(frozen=True)
class Known:
    """What can be chosen besides the counties, which the code knows, and the kinds of municipality; in two queries."""

    topics: Sequence[Topic]
    courses: Sequence[CourseOfAction]

    @classmethod
    def load(cls) -> Known:
        return cls(list(Topic.objects.all()), list(CourseOfAction.objects.all()))


@dataclass(frozen=True)
class Choices:
    """What is chosen. ``notes`` say what in the address was not understood, for the reader."""

    topic: Topic | None = None
    course: CourseOfAction | None = None
    county: str = ""
    skr: str = ""
    having: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    family: frozenset[int] = field(default_factory=frozenset)

    def conditions(self) -> dict[str, Q]:
        """The condition of each choice made."""
        found = {name: Q(HAVING[name]) for name in self.having}
        if self.topic:
            found[TOPIC] = in_topics(self.family)
        if self.course:
            links = CaseStudyPage.courses_of_action.through.objects.filter(courseofaction=self.course)
            found[COURSE] = Q(pk__in=links.values("casestudypage_id"))
        if self.county:
            found[COUNTY] = Q(pk__in=CaseStudyPage.counties.through.objects.filter(county_id=self.county).values("casestudypage_id"))
        if self.skr:
            found[SKR] = Q(Exists(_municipalities().filter(page=OuterRef("pk"), organisation__skr_group=self.skr)))
        return found

    def pages(self, *, but: str = "") -> Any:
        """The published examples that fit every choice, or every one ``but`` that of this name."""
        pages = CaseStudyPage.objects.published()
        for name, condition in self.conditions().items():
            if name != but:
                pages = pages.filter(condition)
        return pages.order_by()

    @property
    def made(self) -> bool:
        return bool(self.conditions())

    def address(self, having: Sequence[str] | None = None) -> str:
        """The query string of these choices, with others of ``having`` when given; the first page of the list."""
        query = QueryDict(mutable=True)
        single = {
            TOPIC: self.topic and self.topic.slug,
            COURSE: self.course and self.course.slug,
            COUNTY: self.county,
            SKR: self.skr,
        }
        for name, value in single.items():
            if value:
                query[name] = value
        query.setlist(HAS, list(self.having if having is None else having))
        return f"?{query.urlencode()}"


@dataclass(frozen=True)
class Counts:
    """How many examples fit all choices, and how many each other choice would leave; in six queries."""

    fitting: int
    topics: Mapping[int, int]
    courses: Mapping[int, int]
    counties: Mapping[str, int]
    skr: Mapping[str, int]
    having: Mapping[str, int]


def read_choices(query: QueryDict, known: Known) -> Choices:
    """Return what the address chooses. What is no choice is left out, with a note."""
    said = {name: query.get(name, "").strip() for name in (TOPIC, COURSE, COUNTY, SKR)}
    asked = [value.strip().lower() for value in query.getlist(HAS) if value.strip()]
    found: dict[str, Any] = {
        TOPIC: {topic.slug: topic for topic in known.topics}.get(said[TOPIC].lower()),
        COURSE: {course.slug: course for course in known.courses}.get(said[COURSE].lower()),
        COUNTY: find_county(said[COUNTY]) or "",
        SKR: said[SKR].upper() if said[SKR].upper() in SkrGroup.values else "",
    }
    notes = [_note(name, said[name]) for name, thing in found.items() if said[name] and not thing]
    notes += [_note(HAS, value) for value in asked if value not in HAVING]
    return Choices(
        topic=found[TOPIC],
        course=found[COURSE],
        county=found[COUNTY],
        skr=found[SKR],
        having=tuple(name for name in HAVING if name in asked),
        notes=tuple(notes),
        family=frozenset(topic.pk for topic in known.topics if found[TOPIC] and found[TOPIC].pk in (topic.pk, topic.parent_id)),
    )


def _note(name: str, value: str) -> str:
    return str(_NOT_KNOWN[name]) % {"value": Truncator(value).chars(40)}


def count_choices(choices: Choices) -> Counts:
    """Count what each choice would leave."""
    courses = CaseStudyPage.courses_of_action.through.objects.filter(casestudypage__in=choices.pages(but=COURSE).values("pk"))
    counties = CaseStudyPage.counties.through.objects.filter(casestudypage__in=choices.pages(but=COUNTY).values("pk"))
    skr = _municipalities().filter(page__in=choices.pages(but=SKR).values("pk")).order_by()
    number = Count("casestudypage_id", distinct=True)
    having = choices.pages().aggregate(fitting=Count("pk"), **{name: Count("pk", filter=HAVING[name]) for name in HAVING})
    return Counts(
        fitting=having.pop("fitting"),
        topics=count_by_topic(choices.pages(but=TOPIC)),
        courses=dict(courses.order_by().values_list("courseofaction_id").annotate(number)),
        counties=dict(counties.order_by().values_list("county_id").annotate(number)),
        skr=dict(skr.values_list("organisation__skr_group").annotate(Count("page_id", distinct=True))),
        having=having,
    )


def _municipalities() -> QuerySet[CaseOrganisation]:
    return CaseOrganisation.objects.filter(organisation__kind=OrganisationKind.MUNICIPALITY)
