"""What a summary holds, without a database."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mobility_hub.digests.layout import SUBJECT_CHARACTERS, has_news, joined_subject, lay_out
from mobility_hub.sections import DigestBlock, DigestLine, DigestSection

READER = 7


def section(key: str, titles: list[str], order: int = 1, **more: object) -> DigestSection:
    lines = tuple(DigestLine(title, f"/{key}/") for title in titles)
    return DigestSection(key=key, order=order, blocks={READER: (DigestBlock(key, lines),)}, **more)  # type: ignore[arg-type]


def test_lay_out_puts_what_is_asked_first_and_counts_it() -> None:
    news = section("news", ["a"], 1, subject={READER: "1 nytt"})
    summary = lay_out([news, section("asks", ["b", "c"], 9, asks=True, subject={READER: "x"})], READER)
    assert summary is not None
    assert [(str(part.heading), [line.title for line in part.lines]) for part in summary.parts] == [("asks", ["b", "c"]), ("news", ["a"])]
    assert (summary.ask_count, summary.subjects) == (2, ("1 nytt",))


def test_lay_out_without_news_is_nothing() -> None:
    assert lay_out([section("meetings", ["a"], is_news=False), section("empty", [])], READER) is None
    assert lay_out([], READER) is None
    assert not has_news([section("news", ["a"])], READER + 1)


def test_lay_out_leaves_out_blocks_without_lines() -> None:
    summary = lay_out([section("empty", [], subject={READER: "0 nya"}), section("news", ["a"])], READER)
    assert summary is not None
    assert [str(part.heading) for part in summary.parts] == ["news"]
    assert summary.subjects == ()


@given(st.lists(st.lists(st.text(max_size=2000), min_size=1, max_size=30), min_size=1, max_size=8), st.integers(0, 200_000))
def test_lay_out_keeps_each_headings_first_line_and_says_what_it_left_out(texts: list[list[str]], budget: int) -> None:
    sections = [section(f"s{number}", found, number) for number, found in enumerate(texts)]
    summary = lay_out(sections, READER, budget)
    assert summary is not None
    assert [len(part.lines) + part.left_out for part in summary.parts] == [len(found) for found in texts]
    assert all(part.lines[0].title == found[0] for part, found in zip(summary.parts, texts, strict=True))


@given(st.lists(st.text(min_size=1, max_size=80), max_size=8))
def test_joined_subject_is_short_and_begins_with_the_first(pieces: list[str]) -> None:
    subject = joined_subject(pieces)
    assert subject.startswith(pieces[0] if pieces else "")
    assert len(subject) <= SUBJECT_CHARACTERS
