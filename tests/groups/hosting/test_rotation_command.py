"""``manage.py hub_rotation simulate``."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from groups.hosting.simulation import parse_weights, simulate


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("hub_rotation", "simulate", *arguments, stdout=out)
    return out.getvalue()


def test_json_is_the_simulation() -> None:
    given = "--organisations 7 --weights 1,1,1,1,1,1,0.5 --meetings 100 --decline 0.1 --seed 1 --format json"
    found: dict[str, Any] = json.loads(run(*given.split()))
    assert found == simulate(parse_weights("1,1,1,1,1,1,0.5"), 100, decline=0.1, seed=1)
    assert list(found) == ["organisations", "meetings", "largest_deviation", "bound"]
    assert list(found["organisations"][0]) == ["name", "weight"]
    assert list(found["meetings"][0]) == ["number", "host", "hosted", "fair_share"]


def test_table_has_a_line_a_meeting_and_the_bound() -> None:
    lines = run("--organisations", "3", "--meetings", "5").splitlines()
    assert lines[1].split()[:4] == ["1", "Organisation", "1", "1/0.33"]
    assert lines[-2:] == ["Largest deviation: 0.6667 meetings", "Bound without a no: 0.7500"]
    assert len(lines) == 1 + 5 + 3


def test_organisations_default_to_seven_equal_ones() -> None:
    found = json.loads(run("--meetings", "1", "--format", "json"))
    assert [organisation["weight"] for organisation in found["organisations"]] == [1] * 7


def test_one_organisation_has_no_bound() -> None:
    assert run("--weights", "1", "--meetings", "1").splitlines()[-1] == "Bound without a no: none for one organisation"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--organisations 3 --weights 1,1", "3 organisations need 3 weights, not 2"),
        ("--organisations 0", "at least one organisation"),
        ("--organisations -2", "at least one organisation"),
        ("--organisations 100000000", "Too large"),
        ("--meetings 100000000", "Too large"),
        ("--weights 1,x", "not 'x'"),
        ("--meetings -1", "cannot be negative"),
        ("--decline 2", "lies between 0 and 1"),
        ("--format xml", "invalid choice"),
        ("--decline x", "invalid float"),
    ],
)
def test_bad_input_is_said_plainly(arguments: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(*arguments.split())


def test_command_says_what_it_can_do() -> None:
    with pytest.raises(CommandError, match="command"):
        call_command("hub_rotation")
