from __future__ import annotations

import pytest

from mobility_hub.cases.reading import dated, level_of, procedure_of
from mobility_hub.partial_dates import PartialDate


@pytest.mark.parametrize(
    ("body", "level"),
    [
        ("Kommunfullmäktige, Stockholms stad", "council"),
        ("Kommunfullmäktige i fem kommuner", "council"),
        ("Regionfullmäktige", "council"),
        ("Kommunstyrelsen, Malmö stad", "board"),
        ("Kommunstyrelsens arbetsutskott", "committee"),
        ("Trafiknämnden, Göteborgs Stad", "committee"),
        ("Tekniska nämnden, Malmö stad", "committee"),
        ("Tekniska nämndens arbetsutskott, Malmö stad", "committee"),
        ("Miljö- och byggnadsnämnden", "committee"),
        ("Förvaltningsrätten i Malmö", "court"),
        ("Mark- och miljödomstolen", "court"),
        ("Göteborgs Stad och Mölndals stad", "not_stated"),
        ("Kommunfullmäktige och kommunstyrelsen", "not_stated"),
        ("Gatudirektören", "not_stated"),
        ("", "not_stated"),
    ],
)
def test_level_is_read_from_the_name_only_where_it_is_certain(body: str, level: str) -> None:
    assert level_of(body) == level


@pytest.mark.parametrize(
    ("text", "kept", "kind"),
    [
        ("2021-11", "2021-11", "decided"),
        ("2024-01-01 (ikraftträdande)", "2024-01-01", "in_force"),
        ("2024 (I kraft)", "2024", "in_force"),
        ("2024 (beräknat)", "2024 (beräknat)", "not_stated"),
    ],
)
def test_note_of_a_date_tells_what_it_is(text: str, kept: str, kind: str) -> None:
    date, found = dated(PartialDate.parse(text))
    assert (str(date), found) == (kept, kind)


def test_no_date_tells_nothing() -> None:
    assert dated(None) == (None, "not_stated")


@pytest.mark.parametrize(
    ("wording", "procedure"),
    [
        ("Tjänstekoncession", "concession"),
        ("Koncession", "concession"),
        (" öppet förfarande ", "open"),
        ("Upphandling av tjänst (pilot)", ""),
        ("Leverantörsupphandling", ""),
        ("Avbruten koncession", ""),
        ("", ""),
    ],
)
def test_law_term_is_read_only_where_the_source_uses_it(wording: str, procedure: str) -> None:
    assert procedure_of(wording) == procedure
