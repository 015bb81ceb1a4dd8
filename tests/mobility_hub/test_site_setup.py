"""``hub_setup``: what it makes under a page, and that it can be run again."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from wagtail.models import GroupPagePermission, Page, WorkflowPage

from groups.membership.models import GroupIndexPage
from home.models import StartPage
from mobility_hub.cases.models import CaseIndexPage
from mobility_hub.networks.models import NetworkIndexPage
from mobility_hub.site_setup import editors
from mobility_hub.verification.permissions import can_answer_requests, can_confirm_domains
from tests import factories

INDEX_PAGES = (NetworkIndexPage, CaseIndexPage, GroupIndexPage)


@pytest.fixture
def under(db: None) -> StartPage:
    page: StartPage = Page.get_first_root_node().add_child(instance=StartPage(title="Samverkan", slug="samverkan"))
    return page


def run(under: Page, language: str = "sv") -> str:
    said = StringIO()
    call_command("hub_setup", "--under", str(under.pk), "--language", language, stdout=said)
    return said.getvalue()


def made() -> dict[str, int]:
    counted = {model.__name__: model.objects.count() for model in (Group, GroupPagePermission, Page, WorkflowPage)}
    return counted | {"permissions": sum(group.permissions.count() for group in Group.objects.all())}


def test_setup_makes_live_index_pages_under_the_chosen_page(under: StartPage) -> None:
    said = run(under)
    for model in INDEX_PAGES:
        page = model.objects.get()
        assert (page.live, page.get_parent().pk) == (True, under.pk)
        assert page.title in said


def test_setup_run_again_in_another_language_makes_nothing_more(under: StartPage) -> None:
    run(under)
    before = made()
    assert "is there already" in run(under, "en")
    assert made() == before


def test_editors_publish_and_do_not_say_who_works_where(under: StartPage) -> None:
    run(under)
    user = factories.UserFactory()
    user.groups.add(editors())
    overview = NetworkIndexPage.objects.get()
    assert overview.permissions_for_user(user).can_publish_subpage()
    assert user.has_perm("hub_cases.change_courseofaction")
    assert not can_answer_requests(user)
    assert not under.permissions_for_user(user).can_edit()


def test_administrators_say_who_works_where_and_publish_nothing(under: StartPage) -> None:
    run(under, "en")
    user = factories.UserFactory()
    user.groups.add(Group.objects.get(name="Mobility Hub: administrators"))
    assert user.has_perm("wagtailadmin.access_admin")
    assert can_answer_requests(user)
    assert can_confirm_domains(user)
    assert not NetworkIndexPage.objects.get().permissions_for_user(user).can_add_subpage()


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", ["999999", "no-page"])
def test_setup_names_a_page_that_is_not_there(wanted: str) -> None:
    with pytest.raises(CommandError, match=wanted):
        call_command("hub_setup", "--under", wanted)
