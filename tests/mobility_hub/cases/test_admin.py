"""What editors do in Wagtail's admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from mobility_hub.cases.models import CaseStudyPage, CourseOfAction
from tests.factories import OrganisationFactory, TopicFactory

DECISION = {"body": "Nämnden", "level": "committee", "date_kind": "not_stated"}


@pytest.fixture
def signed_in(client: Client, editor: Any, case_index: Any) -> Client:
    """An editor who may add and publish below the overview."""
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.create(group=editor.groups.get(), page=case_index, permission=permission)
    client.force_login(editor)
    return client


def form_data(**values: Any) -> dict[str, Any]:
    rows = ("organisations", "decisions", "procurements", "statistics", "sources")
    children = {name: inline_formset(values.pop(name, [])) for name in rows}
    return {"title": "Stad A satte tak", "slug": "tak", **values, **nested_form_data(children)}


def add(signed_in: Client, case_index: Any, **values: Any) -> Any:
    address = reverse("wagtailadmin_pages:add", args=["hub_cases", "casestudypage", case_index.pk])
    return signed_in.post(address, form_data(**values))


def errors_of(response: Any) -> dict[str, Any]:
    return dict(response.context["form"].errors)


def test_editor_writes_an_example_with_rows_and_publishes_it(signed_in: Client, case_index: Any, editor: Any) -> None:
    organisation, topic = OrganisationFactory(), TopicFactory()
    course = CourseOfAction.objects.create(slug="tak", name_sv="Tak", name_en="Cap")
    add(
        signed_in,
        case_index,
        **{
            "action-publish": "1",
            "period_start": "2020",
            "period_end": "2025-våren",
            "topics": [topic.pk],
            "courses_of_action": [course.pk],
            "counties": ["05"],
            "challenge": "För många fordon.",
            "checked_on": timezone.localdate().isoformat(),
            "organisations": [{"name": "Granby", "organisation": organisation.pk}],
            "decisions": [
                {"body": "Kommunfullmäktige", "level": "council", "decided_on": "2021-11", "date_kind": "decided", "outcome": "Tak"},
                {"body": "Förvaltningsrätten", "level": "court", "decided_on": "", "date_kind": "not_stated"},
            ],
            "procurements": [{"procedure_as_written": "Koncession", "procedure": "concession", "value_sek": "0", "bids": "0"}],
            "statistics": [{"name": "Antal", "unit": "fordon", "before": "23000", "after": "0", "year": "2022"}],
            "sources": [{"title": "Rapporten", "url": "https://example.org/rapport"}],
        },
    )
    page = CaseStudyPage.objects.get()
    assert (page.live, page.checked_by) == (True, editor)
    assert (str(page.period_start), str(page.period_end)) == ("2020", "2025-våren")
    assert [(str(row.decided_on), row.level) for row in page.decisions.all()] == [("2021-11", "council"), ("None", "court")]
    assert list(page.procurements.values_list("value_sek", "bids", "supplier_count")) == [(0, 0, None)]
    assert list(page.statistics.values_list("before", "after")) == [(23000, 0)]
    assert [row.organisation for row in page.organisations.all()] == [organisation]
    assert (list(page.topics.all()), list(page.courses_of_action.all())) == ([topic], [course])
    assert Client().get("/exempel/tak/").status_code == 200


def test_editor_saves_a_draft_that_nobody_else_sees(signed_in: Client, case_index: Any) -> None:
    add(signed_in, case_index)
    assert not CaseStudyPage.objects.get().live
    assert Client().get("/exempel/tak/").status_code == 404


def test_editor_sees_a_preview_of_rows_that_are_in_no_table_yet(signed_in: Client, case_index: Any) -> None:
    add(signed_in, case_index)
    page = CaseStudyPage.objects.get()
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    data = form_data(
        statistics=[{"name": "Antal fordon", "unit": "fordon", "before": "2", "after": "1"}],
        decisions=[{"body": "Trafiknämnden", "level": "committee", "date_kind": "not_stated"}],
        organisations=[{"name": "Granby"}],
    )
    assert signed_in.post(address, data).json() == {"is_valid": True, "is_available": True}
    html = signed_in.get(address, {"mode": ""}).content.decode()
    assert "Trafiknämnden" in html
    assert 'role="img"' in html
    assert not page.statistics.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (
            {"no_decision_taken": "on", "decisions": [{"body": "Nämnden", "level": "committee", "date_kind": "not_stated"}]},
            "no_decision_taken",
        ),
        ({"not_procured": "on", "procurements": [{"bids": "0"}]}, "not_procured"),
        ({"not_measured": "on", "statistics": [{"name": "Antal"}]}, "not_measured"),
        ({"period_start": "2020", "period_end": "2019"}, "period_end"),
        ({"period_start": "i fjol"}, "period_start"),
        ({"contact": "anna.berg@stad.example"}, "contact"),
        ({"checked_on": "2999-01-01"}, "checked_on"),
    ],
)
def test_what_contradicts_itself_is_refused_by_the_field(signed_in: Client, case_index: Any, values: dict[str, Any], field: str) -> None:
    response = add(signed_in, case_index, **values)
    assert list(errors_of(response)) == [field]
    assert not CaseStudyPage.objects.exists()


def test_row_that_contradicts_itself_is_refused(signed_in: Client, case_index: Any) -> None:
    rows = [{"body": "Nämnden", "level": "committee", "decided_on": "", "date_kind": "decided"}]
    response = add(signed_in, case_index, decisions=rows)
    assert response.context["form"].formsets["decisions"].is_valid() is False
    assert not CaseStudyPage.objects.exists()


def test_statement_fits_rows_that_are_taken_away(signed_in: Client, case_index: Any) -> None:
    add(signed_in, case_index, no_decision_taken="on", decisions=[{**DECISION, "DELETE": "1"}])
    assert CaseStudyPage.objects.get().no_decision_taken


def test_examples_stand_only_below_an_overview(case_index: Any) -> None:
    assert CaseStudyPage.allowed_parent_page_models() == [type(case_index)]
    assert CaseStudyPage.allowed_subpage_models() == []


def test_administrator_edits_the_courses_of_action(client: Client, admin: Any) -> None:
    client.force_login(admin)
    course = CourseOfAction.objects.create(slug="tak", name_sv="Tak", name_en="Cap")
    listing = reverse("wagtailadmin_home") + "hub/courses-of-action/"
    assert "Tak" in client.get(listing).content.decode()
    client.post(f"{listing}edit/{course.pk}/", {"name_sv": "Högsta antal", "name_en": "Cap", "slug": "tak", "position": "1"})
    course.refresh_from_db()
    assert course.name_sv == "Högsta antal"


def test_editor_without_the_permission_gets_no_courses_of_action(signed_in: Client) -> None:
    response = signed_in.get(reverse("wagtailadmin_home") + "hub/courses-of-action/")
    assert response.status_code in (302, 403)
