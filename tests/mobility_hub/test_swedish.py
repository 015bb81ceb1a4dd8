from __future__ import annotations

import pytest

from mobility_hub.swedish import sort_key


@pytest.mark.parametrize(
    "ordered",
    [
        ["Arboga", "Åre", "Älmhult", "Örebro"],
        ["Zon", "Ål", "Ärla", "Öst"],
        ["Malmö", "Malung"],
        ["ek", "Ek 2", "Eko"],
        ["ide", "idé", "idéer", "idol"],
        ["2030-sekretariatet", "CIVITAS"],
    ],
)
def test_sort_key_orders_as_a_swedish_index(ordered: list[str]) -> None:
    backwards = ordered[::-1]

    assert sorted(backwards, key=sort_key) == ordered


def test_sort_key_puts_the_last_letters_last() -> None:
    assert sorted("öäåzyxA", key=sort_key) == ["A", "x", "y", "z", "å", "ä", "ö"]


def test_sort_key_is_the_same_for_composed_and_decomposed_letters() -> None:
    assert sort_key("A\u030are\u0301")[0] == sort_key("Åré")[0]
