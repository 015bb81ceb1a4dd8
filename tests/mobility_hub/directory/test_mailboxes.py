from __future__ import annotations

import pytest

from mobility_hub.directory.mailboxes import addresses_in, looks_personal


@pytest.mark.parametrize(
    "email",
    [
        "anna.berg@granby.se",
        "Anna.Berg@granby.se",
        "anna_berg@granby.se",
        "anna.berg2@granby.se",
        "anna-lena.berg-ek@granby.se",
        "anna.k.berg@granby.se",
        "åsa.öberg@granby.se",
        "anna.berg+trafik@granby.se",
        "samuel.markstad@granby.se",
    ],
)
def test_looks_personal_knows_names(email: str) -> None:
    assert looks_personal(email)


@pytest.mark.parametrize(
    "email",
    [
        "trafik@granby.se",
        "info@granby.se",
        "trafik.kontoret@granby.se",
        "stadsbyggnad.info@granby.se",
        "kommun.info@granby.se",
        "mobilitet@region.se",
        "miljö.klimat@granby.se",
        "a.b.c.d@granby.se",
        "registrator.ks@granby.se",
        "",
        "anna",
    ],
)
def test_looks_personal_lets_functions_pass(email: str) -> None:
    assert not looks_personal(email)


def test_addresses_in_finds_each() -> None:
    text = "Trafikkontoret (trafik@granby.se), eller info@granby.se."

    assert addresses_in(text) == ["trafik@granby.se", "info@granby.se"]
    assert addresses_in("Trafikkontoret @ Granby") == []
