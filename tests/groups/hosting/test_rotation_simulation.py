"""The simulation behind the command: its data, its repeatability, its bad input."""

import json
from fractions import Fraction

import pytest

from groups.hosting.simulation import parse_weights, simulate

SEVEN = parse_weights("1,1,1,1,1,1,0.5")


def test_simulation_gives_the_data_the_command_prints():
    assert simulate(parse_weights("1,1/2"), 3) == {
        "organisations": [{"name": "Organisation 1", "weight": 1}, {"name": "Organisation 2", "weight": 0.5}],
        "meetings": [
            {
                "number": 1,
                "host": "Organisation 1",
                "hosted": {"Organisation 1": 1, "Organisation 2": 0},
                "fair_share": {"Organisation 1": 2 / 3, "Organisation 2": 1 / 3},
            },
            {
                "number": 2,
                "host": "Organisation 2",
                "hosted": {"Organisation 1": 1, "Organisation 2": 1},
                "fair_share": {"Organisation 1": 4 / 3, "Organisation 2": 2 / 3},
            },
            {
                "number": 3,
                "host": "Organisation 1",
                "hosted": {"Organisation 1": 2, "Organisation 2": 1},
                "fair_share": {"Organisation 1": 2.0, "Organisation 2": 1.0},
            },
        ],
        "largest_deviation": 1 / 3,
        "bound": 0.5,
    }


def test_simulation_without_a_no_keeps_the_bound():
    simulation = simulate(SEVEN, 1000)
    assert simulation["largest_deviation"] <= simulation["bound"] == 11 / 12


def test_simulation_with_declines_is_repeatable_and_adds_up():
    simulation = simulate(SEVEN, 100, decline=0.1, seed=1)
    assert simulation == simulate(SEVEN, 100, decline=0.1, seed=1)
    assert simulation != simulate(SEVEN, 100, decline=0.1, seed=2)
    assert json.loads(json.dumps(simulation)) == simulation
    last = simulation["meetings"][-1]
    assert sum(last["hosted"].values()) == 100
    assert last["fair_share"]["Organisation 7"] == 100 / 13
    deviations = [abs(m["hosted"][name] - m["fair_share"][name]) for m in simulation["meetings"] for name in m["hosted"]]
    assert simulation["largest_deviation"] == pytest.approx(max(deviations))
    assert simulation["largest_deviation"] > simulation["bound"]


def test_when_everyone_declines_each_meeting_is_hosted_from_outside():
    simulation = simulate(SEVEN, 5, decline=1.0)
    assert [meeting["host"] for meeting in simulation["meetings"]] == [None] * 5
    assert simulation["largest_deviation"] == 0


def test_one_organisation_alone_has_no_bound():
    simulation = simulate((Fraction(1),), 3)
    assert [meeting["host"] for meeting in simulation["meetings"]] == ["Organisation 1"] * 3
    assert (simulation["largest_deviation"], simulation["bound"]) == (0, None)


def test_weights_are_read_as_written():
    assert parse_weights("1, 0.5,2/3") == (1, Fraction(1, 2), Fraction(2, 3))


@pytest.mark.parametrize("text", ["", "1,,1", "1,x", "0", "1,-1", "1/0", "nan", "inf"])
def test_weight_that_is_no_positive_number_is_named(text):
    with pytest.raises(ValueError, match="above 0"):
        parse_weights(text)


@pytest.mark.parametrize(
    ("weights", "meetings", "decline", "message"),
    [
        ((), 1, 0.0, "at least one"),
        ((Fraction(0),), 1, 0.0, "above 0"),
        (SEVEN, -1, 0.0, "negative"),
        (SEVEN, 1, 1.1, "between 0 and 1"),
        (SEVEN, 1, -0.1, "between 0 and 1"),
        (SEVEN, 1, float("nan"), "between 0 and 1"),
    ],
)
def test_impossible_simulation_is_refused(weights, meetings, decline, message):
    with pytest.raises(ValueError, match=message):
        simulate(weights, meetings, decline)
