from __future__ import annotations

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from mobility_hub.codes import CodesField, pack, unpack
from mobility_hub.networks.models import NetworkPage

CHOICES = [("a", "Apple"), ("b", "Pear"), ("c", "Plum")]
codes = st.lists(st.sampled_from(["a", "b", "c"]))


def field(**options: object) -> CodesField:
    return CodesField(choices=CHOICES, default=list, **options)


@given(st.lists(st.text(alphabet="abc_-", min_size=1)))
def test_unpack_reads_what_pack_wrote(found: list[str]) -> None:
    assert unpack(pack(found)) == found


@given(codes)
def test_stored_form_keeps_the_order_of_the_choices_and_each_code_once(found: list[str]) -> None:
    stored = field().get_prep_value(found)

    assert unpack(stored) == [code for code in "abc" if code in found]
    assert all(f"|{code}|" in stored for code in found)


@pytest.mark.parametrize(("value", "expected"), [(None, []), ("", []), ("|a|b|", ["a", "b"]), (["a"], ["a"]), (("b",), ["b"])])
def test_to_python_reads_stored_and_given_forms(value: object, expected: list[str]) -> None:
    assert field().to_python(value) == expected


def test_nothing_chosen_is_stored_as_empty_text() -> None:
    assert field().get_prep_value([]) == ""
    assert field().get_prep_value(None) == ""
    assert field().get_default() == []


def test_codes_that_are_no_choice_are_not_stored() -> None:
    assert field().get_prep_value(["x", "b"]) == "|b|"


def test_clean_refuses_codes_that_are_no_choice() -> None:
    with pytest.raises(ValidationError):
        field(blank=True).clean(["a", "x"], None)
    assert field(blank=True).clean([], None) == []


def test_clean_wants_one_when_the_field_may_not_be_blank() -> None:
    with pytest.raises(ValidationError):
        field().clean([], None)


def test_form_field_is_a_set_of_check_boxes() -> None:
    found = field(blank=True, verbose_name="fruit").formfield()

    assert isinstance(found.widget, forms.CheckboxSelectMultiple)
    assert (found.required, found.label) == (False, "Fruit")
    assert found.clean(["b", "a"]) == ["b", "a"]


def test_labels_are_in_the_order_of_the_choices() -> None:
    assert field().labels(["c", "a"]) == ["Apple", "Plum"]


def test_display_names_every_chosen_code() -> None:
    page = NetworkPage(actor_kinds=["region", "municipality"])
    labels = NetworkPage._meta.get_field("actor_kinds").labels(page.actor_kinds)

    assert len(labels) == 2
    assert page.get_actor_kinds_display() == ", ".join(labels)
    assert NetworkPage().get_actor_kinds_display() == ""
