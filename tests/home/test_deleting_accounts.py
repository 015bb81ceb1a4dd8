"""Deleting accounts in the Wagtail admin: who has been in a group stays, with a reason instead of a fault."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from home.models import User


@pytest.fixture
def office(admin: Any) -> Client:
    client = Client()
    client.force_login(admin)
    return client


@pytest.mark.parametrize(("person", "stays"), [("member", True), ("former_member", True), ("outsider", False)])
def test_account_of_who_was_in_a_group_stays(office: Client, request: pytest.FixtureRequest, person: str, stays: bool) -> None:
    user = request.getfixturevalue(person).user
    response = office.post(reverse("wagtailusers_users:delete", args=[user.pk]), follow=True)
    assert response.status_code == 200
    assert User.objects.filter(pk=user.pk).exists() is stays
    assert any(message.level_tag == "error" for message in response.context["messages"]) is stays


@pytest.mark.parametrize(("person", "stays"), [("member", True), ("outsider", False)])
def test_many_at_once_are_deleted_only_when_none_was(office: Client, request: pytest.FixtureRequest, person: str, stays: bool) -> None:
    user = request.getfixturevalue(person).user
    address = reverse("wagtail_bulk_action", args=["home", "user", "delete"])
    assert office.post(f"{address}?id={user.pk}&next=/admin/users/", follow=True).status_code == 200
    assert User.objects.filter(pk=user.pk).exists() is stays
