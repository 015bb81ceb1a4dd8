from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from mobility_hub.directory.counties import COUNTIES
from mobility_hub.networks import choices
from mobility_hub.networks.choices import BY_TOPIC, LIST, Address, read, write
from mobility_hub.networks.selection import Choice

TOPICS = {"upphandling", "koncession"}

chosen = st.builds(
    Choice,
    topic=st.sampled_from(["", *sorted(TOPICS)]),
    county=st.sampled_from(["", *COUNTIES]),
    open_to=st.sampled_from(["", *choices.values("open_to")]),
    reach=st.sampled_from(["", *choices.values("reach")]),
    status=st.sampled_from(["", *choices.values("status")]),
    unconfirmed=st.booleans(),
)


@given(chosen, st.sampled_from([BY_TOPIC, LIST]))
def test_read_understands_what_write_wrote(choice: Choice, view: str) -> None:
    assert read(QueryDict(write(choice, view)), TOPICS) == Address(choice, view)


def test_write_gives_a_short_address_to_share() -> None:
    assert write(Choice()) == ""
    assert write(Choice(topic="upphandling", county="05")) == "amne=upphandling&lan=05"
    assert write(Choice(status="active", open_to="municipality"), LIST) == "vy=lista&oppetfor=kommuner&status=aktivt&visa=ej-bekraftade"


@pytest.mark.parametrize("text", ["05", "Östergötlands län", "Östergötland", "östergötland"])
def test_read_knows_a_county_by_code_and_name(text: str) -> None:
    assert read({"lan": text}, TOPICS).choice.county == "05"


@pytest.mark.parametrize(
    ("query", "unconfirmed"),
    [
        ("", True),
        ("amne=upphandling", True),
        ("status=", False),
        ("status=&visa=ej-bekraftade", True),
        ("status=aktivt", False),
        ("status=aktivt&visa=ej-bekraftade", True),
        ("status=aktivt&visa=annat", False),
    ],
)
def test_read_takes_an_empty_box_from_a_form_that_was_sent(query: str, unconfirmed: bool) -> None:
    assert read(QueryDict(query), TOPICS).choice.unconfirmed is unconfirmed


@pytest.mark.parametrize("parameter", ["amne", "lan", "oppetfor", "omfattning", "status", "vy"])
@pytest.mark.parametrize("value", ["finns-inte", "<script>", "x" * 10_000, "\x00", "' OR 1=1 --", "05;06"])
def test_read_leaves_out_what_it_does_not_know_and_says_so(parameter: str, value: str) -> None:
    address = read({parameter: value}, TOPICS)

    assert (address.choice.topic, address.choice.county, address.choice.open_to, address.choice.reach, address.choice.status) == ("",) * 5
    assert address.view == BY_TOPIC
    assert len(address.notes) == 1
    assert len(address.notes[0]) < 250


def test_read_says_nothing_of_other_parameters() -> None:
    assert read({"utm_source": "mejl", "sida": "3"}, TOPICS) == Address()
