from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from mobility_hub.cases.courses import SHIPPED
from mobility_hub.cases.importing import CaseImporter
from mobility_hub.cases.models import CaseIndexPage, CaseStudyPage, CourseOfAction, Decision
from mobility_hub.directory.models import Topic
from mobility_hub.imports import Change, Outcome, Row, Table, run_import
from mobility_hub.partial_dates import PartialDate
from tests.factories import OrganisationFactory, TopicFactory

DEMO = Path(__file__).parents[3] / "home" / "demo" / "cases.json"
ADDED_FOR_THE_DEMO = ("courses_of_action", "did_not_work")

Bring = Callable[..., Outcome]


@pytest.fixture
def bring(case_index: CaseIndexPage) -> Bring:
    """Brings rows in and returns the outcome."""

    def run(*rows: dict[str, Any], **options: bool) -> Outcome:
        table = Table(None, tuple(Row(number, values) for number, values in enumerate(rows, start=1)))
        return run_import(CaseImporter(case_index), table, **options)

    return run


@pytest.fixture
def topics(db: None) -> None:
    call_command("hub_import_topics", stdout=StringIO())


def case(**values: Any) -> dict[str, Any]:
    return {"slug": "tak", "title_sv": "Stad A satte tak", **values}


def statistic(**values: Any) -> dict[str, Any]:
    return {"name": "Antal", "unit": "fordon", "before": None, "after": 1, "year": 2022, "source": "", **values}


def faults_of(outcome: Outcome) -> list[tuple[int, str]]:
    return [(fault.row, fault.column) for fault in outcome.faults]


def demo_rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(DEMO.read_text(encoding="utf-8"))
    return rows


# The real examples


@pytest.mark.usefixtures("topics")
def test_all_27_examples_import_as_they_are(bring: Bring) -> None:
    rows = [{name: value for name, value in row.items() if name not in ADDED_FOR_THE_DEMO} for row in demo_rows()]
    outcome = bring(*rows)
    assert outcome.faults == ()
    assert outcome.counts == {Change.NEW: 27}
    pages = CaseStudyPage.objects.live()
    assert sorted(pages.values_list("slug", flat=True)) == sorted(row["slug"] for row in rows)
    assert pages.filter(decisions__isnull=False).distinct().count() == 12
    assert pages.filter(procurements__isnull=False).distinct().count() == 7
    assert pages.filter(statistics__isnull=False).distinct().count() == 19
    assert set(pages.values_list("summary", flat=True)) == {""}


@pytest.mark.usefixtures("topics", "case_index")
def test_command_imports_the_demo_and_leaves_it_alone_the_second_time() -> None:
    first, second = StringIO(), StringIO()
    call_command("hub_import_cases", str(DEMO), stdout=first)
    revisions = {page.pk: page.latest_revision_id for page in CaseStudyPage.objects.all()}
    call_command("hub_import_cases", str(DEMO), "--parent", "exempel", stdout=second)
    assert first.getvalue().strip() == "27 new, 0 changed, 0 unchanged, 0 faulty"
    assert second.getvalue().strip() == "0 new, 0 changed, 27 unchanged, 0 faulty"
    assert revisions == {page.pk: page.latest_revision_id for page in CaseStudyPage.objects.all()}
    assert all(page.courses_of_action.exists() for page in CaseStudyPage.objects.all())


def test_courses_of_action_of_the_demo_are_all_used_and_all_shipped(bring: Bring) -> None:
    shipped = {line.split(",", 1)[0] for line in SHIPPED.read_text(encoding="utf-8").splitlines()[1:]}
    used = {slug for row in demo_rows() for slug in row["courses_of_action"]}
    assert used <= shipped
    assert all(row["courses_of_action"] for row in demo_rows())


# What a row means


def test_decisions_stand_in_the_order_of_their_dates(bring: Bring) -> None:
    dates = ["2021-09-29", "", "2020-09-09", "2024-01-01 (ikraftträdande)"]
    decisions = [{"body": f"Nämnd {place}", "date": date, "outcome": "", "motivation": ""} for place, date in enumerate(dates)]
    bring(case(decision=decisions[0], further_decisions=decisions[1:]))
    kept = Decision.objects.values_list("body", "date_kind")
    assert list(kept) == [("Nämnd 2", "decided"), ("Nämnd 0", "decided"), ("Nämnd 3", "in_force"), ("Nämnd 1", "not_stated")]


def test_organisations_are_kept_as_written_and_found_where_known(bring: Bring) -> None:
    goteborg = OrganisationFactory(name="Göteborg", official_name="Göteborgs kommun")
    bring(case(organisations=["Göteborgs Stad", "Bolaget AB"], decision={"body": "Trafiknämnden, Göteborgs Stad", "date": "2022"}))
    page = CaseStudyPage.objects.get()
    assert [(one.name, one.organisation) for one in page.organisations.all()] == [("Göteborgs Stad", goteborg), ("Bolaget AB", None)]
    decision = page.decisions.get()
    assert (decision.body, decision.level, decision.organisation) == ("Trafiknämnden, Göteborgs Stad", "committee", goteborg)


def test_not_known_none_and_zero_stay_apart(bring: Bring) -> None:
    procurement = {"procedure": "Tjänstekoncession", "value_sek": None, "bids": 0, "supplier_count": None, "contract_start": ""}
    bring(
        case(slug="noll", procurement=procurement, statistics=[statistic(before=0, after=None)]),
        case(slug="inget", no_decision_taken=True, not_procured=True),
    )
    zero, nothing = CaseStudyPage.objects.get(slug="noll"), CaseStudyPage.objects.get(slug="inget")
    kept = zero.procurements.get()
    assert (kept.procedure_as_written, kept.procedure, kept.value_sek, kept.bids, kept.supplier_count, kept.contract_start) == (
        "Tjänstekoncession", "concession", None, 0, None, None
    )  # fmt: skip
    assert list(zero.statistics.values_list("before", "after")) == [(Decimal(0), None)]
    assert (nothing.no_decision_taken, nothing.not_procured, nothing.not_measured) == (True, True, False)


def test_sources_of_a_figure_are_addresses_words_or_a_document_of_the_case(bring: Bring) -> None:
    several = "http://a.example/1 ; https://b.example/2"
    found = ["https://a.example/1", several, "Egen räkning", "seed:004.txt"]
    sources = [{"title": "Slutrapporten", "file": "004.txt"}, {"title": "Sidan", "url": "https://a.example/1"}]
    bring(case(statistics=[statistic(source=source) for source in found], sources=sources))
    page = CaseStudyPage.objects.get()
    assert list(page.statistics.values_list("source", "source_url")) == [
        ("", "https://a.example/1"),
        (several, "http://a.example/1"),
        ("Egen räkning", ""),
        ("Slutrapporten", ""),
    ]
    assert list(page.sources.values_list("title", "url")) == [("Slutrapporten", ""), ("Sidan", "https://a.example/1")]


@pytest.mark.parametrize(
    ("given", "kept"), [(1, "1"), (0.5, "0.5"), (-37, "-37"), ("4,4", "4.4"), ("23 000", "23000"), (12_000_000, "12000000")]
)
def test_figures_are_read_as_people_write_them(bring: Bring, given: object, kept: str) -> None:
    assert bring(case(statistics=[statistic(after=given)])).faults == ()
    assert CaseStudyPage.objects.get().statistics.get().after == Decimal(kept)


def test_named_course_that_the_site_has_keeps_the_sites_words(bring: Bring) -> None:
    CourseOfAction.objects.create(slug="avgift", name_sv="Taxa", name_en="Charge")
    bring(case(courses_of_action=["avgift", "tak-antal-fordon"]))
    assert [course.name_sv for course in CaseStudyPage.objects.get().courses_of_action.all()] == ["Taxa", "Tak för antalet fordon"]


# Again


def test_changed_row_becomes_a_new_published_revision(bring: Bring) -> None:
    bring(case(result="Bra.", statistics=[statistic()]))
    before = CaseStudyPage.objects.get()
    outcome = bring(case(result="Mycket bra.", statistics=[statistic(after=2)]))
    page = CaseStudyPage.objects.get()
    assert outcome.counts == {Change.CHANGED: 1}
    assert (page.pk, page.result, page.statistics.get().after) == (before.pk, "Mycket bra.", 2)
    assert page.latest_revision_id != before.latest_revision_id
    assert page.live_revision_id == page.latest_revision_id


def test_slug_with_a_nul_in_it_is_the_one_without(bring: Bring) -> None:
    bring(case())
    assert bring(case(slug="ta\0k", result="Bra.")).counts == {Change.CHANGED: 1}
    assert CaseStudyPage.objects.get().result == "Bra."


def test_what_a_row_leaves_out_stays(bring: Bring) -> None:
    topic = TopicFactory()
    bring(case(summary="Kort.", topics=[topic.slug], statistics=[statistic()]))
    bring(case(title_sv="Ny rubrik"))
    page = CaseStudyPage.objects.get()
    assert (page.title, page.summary, list(page.topics.all()), page.statistics.count()) == ("Ny rubrik", "Kort.", [topic], 1)


def test_null_and_empty_text_empty_the_field(bring: Bring) -> None:
    bring(case(summary="Kort.", period={"start": 2018, "end": 2021}, decision={"body": "Nämnden"}))
    bring(case(summary="", period=None, decision=None))
    page = CaseStudyPage.objects.get()
    assert (page.summary, page.period_start, page.period_end, page.decisions.count()) == ("", None, None, 0)


def test_organisation_that_an_editor_found_for_a_name_stays(bring: Bring) -> None:
    bring(case(organisations=["Staden"]))
    page = CaseStudyPage.objects.get()
    known = OrganisationFactory()
    page.organisations.update(organisation=known)
    assert bring(case(organisations=["Staden"])).counts == {Change.UNCHANGED: 1}
    bring(case(organisations=["Staden", "Bolaget"]))
    assert [one.organisation for one in CaseStudyPage.objects.get().organisations.all()] == [known, None]


def test_page_that_an_editor_took_down_stays_down(bring: Bring) -> None:
    bring(case(result="Bra."))
    CaseStudyPage.objects.get().unpublish()
    assert bring(case(result="Bra.")).counts == {Change.UNCHANGED: 1}
    assert bring(case(result="Sämre.")).counts == {Change.CHANGED: 1}
    assert bring(case(result="Sämre.")).counts == {Change.UNCHANGED: 1}
    page = CaseStudyPage.objects.get()
    assert not page.live
    assert page.get_latest_revision_as_object().result == "Sämre."


def test_draft_of_an_editor_is_not_overwritten(bring: Bring) -> None:
    bring(case(result="Bra."))
    page = CaseStudyPage.objects.get()
    page.lessons = "Redaktörens utkast."
    page.save_revision()
    assert bring(case(result="Bra.")).counts == {Change.UNCHANGED: 1}
    outcome = bring(case(result="Sämre."))
    assert faults_of(outcome) == [(1, "slug")]
    assert CaseStudyPage.objects.get().get_latest_revision_as_object().lessons == "Redaktörens utkast."


# Faults


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"slug": "två ord"}, "slug"),
        ({"title_sv": ""}, "title_sv"),
        ({"title_sv": "x" * 256}, "title_sv"),
        ({"titel": "x"}, "titel"),
        ({"topics": ["finns-inte"]}, "topics"),
        ({"counties": ["Atlantis"]}, "counties"),
        ({"courses_of_action": ["finns-inte"]}, "courses_of_action"),
        ({"organisations": [1]}, "organisations"),
        ({"organisations": ["x" * 201]}, "organisations"),
        ({"period": {"start": "i fjol"}}, "period.start"),
        ({"period": {"start": 2020, "end": 2019}}, "period.end"),
        ({"period": {"begin": 2020}}, "period.begin"),
        ({"period": 2020}, "period"),
        ({"confidence": "säker"}, "confidence"),
        ({"checked_on": "i går"}, "checked_on"),
        ({"no_decision_taken": "ja"}, "no_decision_taken"),
        ({"no_decision_taken": True, "decision": {"body": "Nämnden"}}, "no_decision_taken"),
        ({"decision": {"body": ""}}, "decision.body"),
        ({"decision": {"body": "Nämnden", "date": "i fjol"}}, "decision.date"),
        ({"decision": {"body": "Nämnden", "date_kind": "decided"}}, "decision.date_kind"),
        ({"decision": {"body": "Nämnden", "level": "kung"}}, "decision.level"),
        ({"decision": {"body": "Nämnden", "link": "javascript:alert(1)"}}, "decision.link"),
        ({"further_decisions": [{"body": "Nämnden"}, {"body": "Nämnden", "datum": "2020"}]}, "further_decisions[2].datum"),
        ({"procurement": {"value_sek": -1}}, "procurement.value_sek"),
        ({"procurement": {"value_sek": "mycket"}}, "procurement.value_sek"),
        ({"procurement": {"bids": 1.5}}, "procurement.bids"),
        ({"procurement": {"value_kind": "actual"}}, "procurement.value_kind"),
        ({"procurement": {"contract_start": 2020, "contract_end": 2019}}, "procurement.contract_end"),
        ({"statistics": {}}, "statistics"),
        ({"statistics": [statistic(), statistic(before="många")]}, "statistics[2].before"),
        ({"statistics": [statistic(after=True)]}, "statistics[1].after"),
        ({"statistics": [statistic(after=0.00001)]}, "statistics[1].after"),
        ({"statistics": [statistic(after=float("nan"))]}, "statistics[1].after"),
        ({"statistics": [statistic(after=10**15)]}, "statistics[1].after"),
        ({"statistics": [statistic(after="9" * 5000)]}, "statistics[1].after"),
        ({"statistics": [statistic(after="1e9999999")]}, "statistics[1].after"),
        ({"statistics": [statistic(after="12345678901234.50000000000000000001")]}, "statistics[1].after"),
        ({"statistics": [statistic(year=22)]}, "statistics[1].year"),
        ({"statistics": [statistic(name="")]}, "statistics[1].name"),
        ({"statistics": ["23 000"]}, "statistics[1]"),
        ({"sources": [{"title": "Rapporten", "url": "rapporten"}]}, "sources[1].url"),
        ({"sources": [{"title": ""}]}, "sources[1].title"),
        ({"contact": "anna.berg@stad.example"}, "contact"),
    ],
)
def test_fault_is_told_with_its_path_and_nothing_is_kept(bring: Bring, values: dict[str, Any], column: str) -> None:
    outcome = bring(case(slug="hel"), {**case(), **values})
    assert faults_of(outcome) == [(2, column)]
    assert all(0 < len(fault.reason) < 200 for fault in outcome.faults)
    assert not CaseStudyPage.objects.exists()


def test_missing_title_column_is_told(bring: Bring) -> None:
    assert faults_of(bring({"slug": "tak"})) == [(1, "title_sv"), (1, "title_sv")]


def test_unknown_topic_suggests_the_nearest(bring: Bring) -> None:
    TopicFactory(slug="elsparkcykel")
    assert "elsparkcykel" in str(bring(case(topics=["elsparkcyklar"])).faults[0])


def test_same_slug_twice_is_a_fault(bring: Bring) -> None:
    assert faults_of(bring(case(), case())) == [(2, "slug")]


def test_faulty_rows_can_be_left_out(bring: Bring) -> None:
    outcome = bring(case(slug="ett"), case(title_sv=""), case(slug="tre"), skip_faulty=True)
    assert (outcome.saved, outcome.faulty) == (True, 1)
    assert sorted(CaseStudyPage.objects.values_list("slug", flat=True)) == ["ett", "tre"]


def test_page_after_one_that_cannot_be_kept_is_kept_in_its_place(bring: Bring) -> None:
    """The first row fails only when its page is saved; that may not disturb the tree for the second."""
    bring(case(slug="ett", contact="anna.berg@stad.example"), case(slug="tva"), skip_faulty=True)
    assert [page.slug for page in CaseIndexPage.objects.get().get_children()] == ["tva"]
    assert CaseIndexPage.find_problems() == ([], [], [], [], [])


def test_dry_run_keeps_nothing_and_tells_what_it_would_do(bring: Bring) -> None:
    outcome = bring(case(courses_of_action=["avgift"]), dry_run=True)
    assert (dict(outcome.counts), outcome.saved) == ({Change.NEW: 1}, False)
    assert not CaseStudyPage.objects.exists()
    assert not CourseOfAction.objects.exists()


# The commands


def test_command_without_an_overview_says_what_to_do(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="hub_setup"):
        call_command("hub_import_cases", str(DEMO))


def test_command_with_an_unknown_parent_names_those_there_are(case_index: CaseIndexPage) -> None:
    with pytest.raises(CommandError, match="There are: exempel"):
        call_command("hub_import_cases", str(DEMO), "--parent", "goda-exempel")


def test_command_lists_the_faults_and_fails(case_index: CaseIndexPage, tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([case(statistics=[statistic(before="många")])]), encoding="utf-8")
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("hub_import_cases", str(file), stderr=errors, stdout=StringIO())
    assert "statistics[1].before" in errors.getvalue()


def test_shipped_courses_of_action_import_and_keep_the_sites_order(db: None) -> None:
    CourseOfAction.objects.create(slug="egen", name_sv="Egen väg", name_en="Own course", position=1)
    first, second = StringIO(), StringIO()
    call_command("hub_import_courses_of_action", stdout=first)
    call_command("hub_import_courses_of_action", stdout=second)
    made = CourseOfAction.objects.exclude(slug="egen")
    assert first.getvalue().strip() == f"{made.count()} new, 0 changed, 0 unchanged, 0 faulty"
    assert second.getvalue().strip() == f"0 new, 0 changed, {made.count()} unchanged, 0 faulty"
    assert all(course.explanation and course.name_en for course in made)


def test_partial_dates_of_a_period_sort_by_their_start(bring: Bring) -> None:
    for slug, start in (("b", "2021-våren"), ("a", "2021"), ("c", "2021-09")):
        bring(case(slug=slug, period={"start": start, "end": None}))
    ordered = CaseStudyPage.objects.order_by("period_start")
    assert [page.period_start for page in ordered] == [PartialDate.parse(text) for text in ("2021", "2021-våren", "2021-09")]
    assert Topic.objects.count() == 0
