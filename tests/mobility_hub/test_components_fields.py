"""Fields and errors: tied to each other, and to what was typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django import forms
from django.utils import translation

from tests.mobility_hub.rendering import one, render, words


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


class Tip(forms.Form):
    name = forms.CharField(label="Name")
    website = forms.URLField(label="Website", help_text="Where the <b>network</b> is described.", assume_scheme="https")
    contact = forms.EmailField(label="Contact?", required=False)
    about = forms.CharField(label="About", required=False, widget=forms.Textarea(attrs={"class": "own"}))
    reach = forms.ChoiceField(label="Reach", choices=[("regional", "Regional"), ("national", "National")])
    cost = forms.ChoiceField(label="Cost", choices=[("no", "No"), ("yes", "Yes")], widget=forms.RadioSelect, help_text="Any fee.")
    admits = forms.MultipleChoiceField(
        label="Open to", choices=[("m", "Municipalities"), ("r", "Regions")], widget=forms.CheckboxSelectMultiple
    )
    day = forms.DateField(label="Day", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    starts = forms.SplitDateTimeField(label="Starts", required=False)
    agree = forms.BooleanField(label="May be shown", help_text="To everyone.")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def tip_with_errors() -> Tip:
    return Tip({"website": "not an address", "contact": "someone", "reach": "galactic"})


# Fields


@pytest.mark.parametrize("name", ["name", "website", "contact", "about", "reach", "day"])
def test_field_has_a_label_for_its_control(name: str) -> None:
    soup = render("field", field=Tip()[name])
    control = one(soup, f"#id_{name}")
    assert one(soup, "label")["for"] == control["id"]
    assert "mh-input" in control["class"]


def test_field_keeps_the_classes_of_its_widget() -> None:
    assert one(render("field", field=Tip()["about"]), "textarea")["class"] == ["own", "mh-input"]


def test_field_says_what_is_optional() -> None:
    assert words(one(render("field", field=Tip()["contact"]), "label")) == "Contact? (optional)"
    assert words(one(render("field", field=Tip()["contact"], bare=True), "label")) == "Contact?"
    assert words(one(render("field", field=Tip()["name"]), "label")) == "Name"


def test_field_without_error_is_described_by_its_hint_alone() -> None:
    soup = render("field", field=Tip()["website"])
    assert one(soup, "input")["aria-describedby"] == one(soup, ".mh-field__hint")["id"]
    assert not soup.select("[aria-invalid], .mh-field__error, .mh-field--error")


def test_field_with_error_is_described_by_hint_and_error_above_the_control() -> None:
    soup = render("field", field=tip_with_errors()["website"])
    control = one(soup, "input")
    hint, error = one(soup, ".mh-field__hint"), one(soup, ".mh-field__error")

    assert control["aria-describedby"] == f"{hint['id']} {error['id']}"
    assert control["aria-invalid"] == "true"
    assert control["value"] == "not an address", "what was typed is kept"
    assert words(error) == "Error: Enter a valid URL."
    assert error.find_next("input") is control, "the error stands before its control"
    assert one(soup, ".mh-field--error")


def test_field_escapes_what_was_typed() -> None:
    soup = render("field", field=Tip({"name": '"><script>x</script>'})["name"])
    assert one(soup, "input")["value"] == '"><script>x</script>'
    assert not soup.select("script")


@pytest.mark.parametrize(("name", "kind"), [("cost", "radio"), ("admits", "checkbox")])
def test_field_with_options_is_a_group_with_a_legend(name: str, kind: str) -> None:
    soup = render("field", field=Tip()[name])
    options = soup.select(f"fieldset > .mh-checks input[type={kind}]")
    assert [words(one(soup, f'label[for="{option["id"]}"]')) for option in options] == [
        str(label) for _, label in Tip().fields[name].choices
    ]
    assert words(one(soup, "fieldset > legend")) == Tip().fields[name].label


def test_field_with_options_ties_hint_and_error_to_the_group() -> None:
    soup = render("field", field=tip_with_errors()["cost"])
    assert one(soup, "fieldset")["aria-describedby"] == "id_cost_helptext id_cost_error"
    assert {tag["id"] for tag in soup.select("#id_cost_helptext, #id_cost_error")} == {"id_cost_helptext", "id_cost_error"}


def test_field_with_one_box_has_its_words_beside_it() -> None:
    soup = render("field", field=tip_with_errors()["agree"])
    box = one(soup, ".mh-check input[type=checkbox]")
    assert one(soup, ".mh-check label")["for"] == box["id"]
    assert box["aria-describedby"] == "id_agree_helptext id_agree_error"
    assert not soup.select("fieldset")


def test_field_with_two_controls_has_both_under_one_legend() -> None:
    soup = render("field", field=Tip()["starts"])
    assert [control["name"] for control in soup.select("fieldset .mh-parts input.mh-input")] == ["starts_0", "starts_1"]


def test_field_that_is_hidden_is_its_control_alone() -> None:
    soup = render("field", field=Tip()["token"])
    assert [tag.name for tag in soup.find_all()] == ["input"]


# Error summary


def test_errors_lead_to_each_control_in_order() -> None:
    form = tip_with_errors()
    form.add_error(None, "The network is listed already.")
    soup = render("errors", form=form)
    summary = one(soup, "[role=alert]")

    assert one(soup, f"#{summary['aria-labelledby']}").get_text() == "8 things need to change"
    assert summary["tabindex"] == "-1"
    assert [(words(item), item.a["href"] if item.a else None) for item in soup.select("li")] == [
        ("The network is listed already.", None),
        ("Name: This field is required.", "#id_name"),
        ("Website: Enter a valid URL.", "#id_website"),
        ("Contact? Enter a valid email address.", "#id_contact"),
        ("Reach: Select a valid choice. galactic is not one of the available choices.", "#id_reach"),
        ("Cost: This field is required.", "#id_cost_0"),
        ("Open to: This field is required.", "#id_admits_0"),
        ("May be shown: This field is required.", "#id_agree"),
    ]


def test_errors_lead_to_controls_that_exist() -> None:
    form = tip_with_errors()
    form.add_error("starts", "Choose a day.")
    targets = [link["href"][1:] for link in render("errors", form=form).select("a")]
    controls = {control["id"] for field in form for control in render("field", field=field).select("input, select, textarea")}
    assert len(targets) == 8
    assert set(targets) <= controls


def test_errors_of_several_forms_stand_in_one_summary() -> None:
    class Short(forms.Form):
        name = forms.CharField(label="Name")

    soup = render("errors", form=[Short({}, prefix="a"), Short({}, prefix="b")])
    assert [link["href"] for link in soup.select("a")] == ["#id_a-name", "#id_b-name"]


def test_errors_count_one_as_one() -> None:
    class Short(forms.Form):
        name = forms.CharField(label="Name")

    assert words(one(render("errors", form=Short({})), "h2")) == "One thing needs to change"


@pytest.mark.parametrize("form", [Tip(), []])
def test_errors_show_nothing_when_there_are_none(form: object) -> None:
    assert not render("errors", form=form).find_all()
