"""Which words are compounds, and of what."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility_hub.lookup.compounds import MOST_PARTS, WordList, split, word_list
from mobility_hub.lookup.folding import fold
from mobility_hub.lookup.stemming import stem

NO_COMPOUNDS = """
enorm enorma normal mobil stabil
bolag förslag avtal samtal kapital total
bostad bostäder kommunikation parkering parkeringar
handling upphandling landskap region sparka formel
mandel måndag resurs resultat idrott organ stationer
digital kvartal hållplats näringsliv politik elev elände byggherre tillstånd
Landskrona Mariestad Karlstad Västerås Malmö
"""


def cut(word: str) -> str:
    """The parts as they stand in the word, parted by "+"."""
    folded = fold(word)
    starts = [part.start for part in split(folded)]
    return "+".join(folded[start:end] for start, end in zip(starts, [*starts[1:], len(folded)], strict=True))


@pytest.mark.parametrize(
    "parts",
    [
        "cykel+garage",
        "cykel+garagen",
        "cykel+vägarna",
        "parkerings+norm",
        "parkerings+normerna",
        "el+spark+cyklar",
        "el+spark+cykel+parkering",
        "bil+pools+upphandling",
        "mobilitets+hubbar",
        "upphandlings+nätverket",
        "översikts+planer",
        "kollektiv+trafik+myndigheten",
        "tjänste+resor",
        "gatu+nätet",
        "skol+väg",
        "samhälls+planering",
        "trafik+programmet",
        "ladd+platser",
        "nyckel+tal",
        "göteborgs+regionen",
        "besluts+underlaget",
        "miljö+kvalitets+normer",
        "motions+svaret",
    ],
)
def test_split_finds_the_parts(parts: str) -> None:
    assert cut(parts.replace("+", "")) == "+".join(fold(part) for part in parts.split("+"))


def test_split_knows_that_three_equal_letters_are_written_as_two() -> None:
    assert [part.stem for part in split("busstation")] == ["buss", "station"]


@pytest.mark.parametrize("line", NO_COMPOUNDS.strip().splitlines())
def test_split_leaves_words_alone_that_only_look_like_compounds(line: str) -> None:
    assert [word for word in line.split() if split(fold(word))] == []


def test_split_gives_stems_that_the_parts_have_alone() -> None:
    assert [part.stem for part in split(fold("cykelvägarnas"))] == [stem("cykel"), stem("vag")]


def test_word_list_reads_forms_and_places() -> None:
    known = WordList.parse(["# a comment", "", "gata gatu  # and another", "-tal", "el-", "plan"])
    assert known.joining == {"gata": "gat", "gatas": "gat", "gatu": "gat", "gatus": "gat", "el": "el", "plan": "plan", "plans": "plan"}
    assert known.last == {"gata": "gat", "tal": "tal", "plan": "plan"}
    assert [known.find_last(word) for word in ("gator", "gatan", "gat", "talen", "talt", "planerna")] == [
        "gat", "gat", None, "tal", None, "plan",
    ]  # fmt: skip


def test_word_list_of_the_package_has_each_word_once() -> None:
    lines = files("mobility_hub.lookup").joinpath("compounds.txt").read_text(encoding="utf-8").splitlines()
    words = [line.split()[0] for line in lines if line and not line.startswith("#")]
    assert sorted(words) == sorted(set(words))


@given(st.lists(st.sampled_from(sorted(word_list().joining)), max_size=7), st.sampled_from(sorted(word_list().last)))
def test_split_of_known_parts_is_bounded_and_in_order(first: list[str], last: str) -> None:
    word = "".join(first) + last
    parts = split(word)
    starts = [part.start for part in parts]
    assert len(parts) != 1
    assert len(parts) <= MOST_PARTS
    assert starts == sorted(set(starts))
    assert not parts or starts[0] == 0


@given(st.text(max_size=80))
def test_split_takes_any_text(text: str) -> None:
    assert len(split(text)) <= MOST_PARTS
