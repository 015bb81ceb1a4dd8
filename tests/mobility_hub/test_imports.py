from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from mobility_hub.directory.models import Topic
from mobility_hub.imports import (
    Cells,
    Change,
    Fault,
    ImportCommand,
    Importer,
    Outcome,
    Row,
    RowError,
    Table,
    UnreadableFileError,
    read_table,
    run_import,
    shortened,
    suggestion,
)
from mobility_hub.tables import read_csv, read_json

SEMICOLONS = 'slug;namn\r\nparkering;"Parkering; allmän"\r\n'


def cells_of(**values: Any) -> Cells:
    return Cells(Row(7, values))


class Names(Importer[tuple[str, str]]):
    """Keeps topics by slug and Swedish name; refuses the name "Nej" when it is saved."""

    columns = ("slug", "name", "remark")
    required = ("slug", "name")
    renamed: ClassVar = {"name_sv": "name"}

    def parse(self, cells: Cells) -> tuple[str, str]:
        return cells.slug(), cells.text("name", required=True)

    def save(self, item: tuple[str, str]) -> Change:
        slug, name = item
        if name == "Nej":
            raise RowError("Not that one.", "name")
        topic = Topic.objects.filter(slug=slug).first()
        if topic and topic.name_sv == name:
            return Change.UNCHANGED
        change = Change.CHANGED if topic else Change.NEW
        topic = topic or Topic(slug=slug, name_en="x")
        topic.name_sv = name
        topic.full_clean()
        topic.save()
        return change


def table(*rows: tuple[str, str]) -> Table:
    return Table(("slug", "name"), tuple(Row(n, {"slug": slug, "name": name}) for n, (slug, name) in enumerate(rows, start=2)))


# Files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_read_csv_understands_how_spreadsheets_save_text(encoding: str) -> None:
    found = read_csv(SEMICOLONS.encode(encoding))

    assert found == Table(("slug", "namn"), (Row(2, {"slug": "parkering", "namn": "Parkering; allmän"}),))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_read_csv_finds_the_delimiter_from_the_first_row(delimiter: str) -> None:
    found = read_csv(delimiter.join(["slug", "namn", "\r\na", "å", "\r\n"]).replace(f"{delimiter}\r\n", "\r\n").encode())

    assert found.rows == (Row(2, {"slug": "a", "namn": "å"}),)


def test_read_csv_counts_rows_as_a_spreadsheet_does() -> None:
    found = read_csv(b'slug,text\na,"one\ntwo"\n\nb,x\n')

    assert [row.number for row in found.rows] == [2, 4]


def test_read_csv_tells_a_row_with_too_many_cells_and_reads_the_others() -> None:
    found = read_csv(b"slug,text\na,b,c\nd,e\n")

    assert found.rows == (Row(3, {"slug": "d", "text": "e"}),)
    assert [(fault.row, fault.column) for fault in found.faults] == [(2, "")]
    assert "3" in found.faults[0].reason


@pytest.mark.parametrize("content", [b"", b"\n\n", b"slug,slug\na,b\n", b'slug,text\n"a,b\n', b"\xff\xfe\x00"])
def test_read_csv_refuses_what_is_no_table(content: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        read_csv(content)


def test_read_json_numbers_its_objects_from_one() -> None:
    found = read_json(json.dumps([{"slug": "a"}, "b", {"slug": "c"}]).encode())

    assert found.rows == (Row(1, {"slug": "a"}), Row(3, {"slug": "c"}))
    assert [(fault.row, fault.column) for fault in found.faults] == [(2, "")]


@pytest.mark.parametrize("content", [b"{", b'{"slug": "a"}', b"", b"[" * 100_000])
def test_read_json_refuses_what_is_no_list(content: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        read_json(content)


@pytest.mark.parametrize("value", ['"\\ud800"', "9" * 5000, "-" + "9" * 5000])
def test_read_json_tells_what_cannot_be_kept_and_reads_the_others(value: str) -> None:
    found = read_json(f'[{{"a": 1, "b": [{{}}, {{"c": {value}}}]}}, {{"a": {"9" * 4000}}}]'.encode())

    assert [row.number for row in found.rows] == [2]
    assert [(fault.row, fault.column) for fault in found.faults] == [(1, "b[2].c")]
    assert len(str(found.faults[0]).encode()) < 200


def test_read_json_tells_a_name_that_cannot_be_kept() -> None:
    found = read_json(b'[{"\\udc00x": 1}]')

    assert [(fault.row, fault.column) for fault in found.faults] == [(1, "�x")]
    assert str(found.faults[0]).encode()


@pytest.mark.parametrize("depth", [1, 400])
def test_read_json_looks_at_every_depth(depth: int) -> None:
    found = read_json(("[" + '{"a":[' * depth + '"\\ud800"' + "]}" * depth + "]").encode())

    assert [fault.row for fault in found.faults] == [1]


@pytest.mark.parametrize("content", [b"slug,n\na,\xed\xa0\x80\n", "slug,n\na,\ud800\n".encode("utf-16", "surrogatepass")])
def test_read_csv_never_makes_half_characters(content: bytes) -> None:
    try:
        found = read_csv(content)
    except UnreadableFileError:
        return
    assert all(value.encode() for row in found.rows for value in row.values.values())


@pytest.mark.django_db
@pytest.mark.parametrize("value", ['"\\ud800"', "9" * 5000])
def test_command_tells_what_cannot_be_kept(tmp_path: Path, value: str) -> None:
    (tmp_path / "names.json").write_text(f'[{{"slug": "a", "name": {value}}}]', encoding="utf-8")
    err = StringIO()

    with pytest.raises(CommandError):
        call_command(NamesCommand(), str(tmp_path / "names.json"), stdout=StringIO(), stderr=err)

    assert "name" in err.getvalue()
    assert not Topic.objects.exists()


def test_read_table_tells_the_formats_apart_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"slug": "å"}]', encoding="utf-8")
    (tmp_path / "a.csv").write_text("slug\nå\n", encoding="utf-8")

    assert read_table(tmp_path / "a.json").columns is None
    assert read_table(tmp_path / "a.csv").columns == ("slug",)
    with pytest.raises(UnreadableFileError):
        read_table(tmp_path / "missing.csv")


# Cells


@pytest.mark.parametrize(
    ("word", "expected"),
    [("upphandlng", "upphandling"), ("UPPHANDLING", "upphandling"), ("Parkerng", "Parkering"), ("qqqqq", None)],
)
def test_suggestion_names_the_nearest_known_word(word: str, expected: str | None) -> None:
    said = suggestion(word, ["upphandling", "Parkering"])

    assert (expected in said) if expected else said == ""


def test_cells_note_every_fault_with_row_and_column() -> None:
    cells = cells_of(slug="å ö", name="", number="12b", when="2021-13", url="example.se", kind="natoinal", many="a;zz")
    known = {"national": 1, "regional": 2}

    cells.slug()
    cells.text("name", required=True)
    cells.whole("number")
    cells.partial_date("when")
    cells.url("url")
    cells.one_of("kind", known, default=0)
    cells.some_of("many", {"a": 1})

    assert [(fault.row, fault.column) for fault in cells.faults] == [
        (7, column) for column in ("slug", "name", "number", "when", "url", "kind", "many")
    ]
    assert "national" in cells.faults[5].reason


def test_reason_quotes_the_beginning_of_a_long_value() -> None:
    cells = cells_of(n="9" * 5000, d="8" * 5000, when="7" * 5000, url="6" * 5000, word="5" * 5000, slug="å" * 5000, many="4" * 5000)

    cells.whole("n")
    cells.decimal("d")
    cells.partial_date("when")
    cells.url("url", max_length=9999)
    cells.one_of("word", {"a": 1}, default=0)
    cells.slug()
    cells.words("many", max_length=10)
    cells.expect(["n"])

    assert {fault.column for fault in cells.faults} == set(cells.row.values)
    assert all(len(fault.reason) < 200 for fault in cells.faults)
    assert f"{'9' * 60}…" in cells.faults[0].reason
    assert "9" * 61 not in cells.faults[0].reason


@pytest.mark.parametrize(
    ("value", "said"), [("x" * 60, "x" * 60), ("x" * 61, "x" * 60 + "…"), ("a\n b", "a b"), (12, "12"), ("\ud800", "�")]
)
def test_shortened_is_one_line_that_can_be_written(value: object, said: str) -> None:
    assert shortened(value) == said


@pytest.mark.parametrize("empty", ["", "  ", None])
def test_cells_read_empty_as_not_known(empty: str | None) -> None:
    cells = cells_of(a=empty)

    assert (cells.text("a"), cells.words("a"), cells.whole("a"), cells.partial_date("a"), cells.url("a")) == ("", [], None, None, "")
    assert cells.one_of("a", {"x": 1}, default=0) == 0
    assert cells.child("a") is None
    assert cells.children("a") == []
    assert cells.text("no such column") == ""
    assert cells.faults == []


@pytest.mark.parametrize(("value", "expected"), [("12", 12), ("12 000", 12000), ("12\u00a0000", 12000), (12, 12), (12.0, 12), ("0", 0)])
def test_cells_whole_reads_numbers_as_written(value: object, expected: int) -> None:
    cells = cells_of(n=value)

    assert cells.whole("n") == expected
    assert cells.faults == []


@pytest.mark.parametrize("value", ["1,5", "tolv", -1, 1.5, True, [], float("nan"), float("inf")])
def test_cells_whole_refuses_what_is_no_whole_number(value: object) -> None:
    cells = cells_of(n=value)

    assert cells.whole("n") is None
    assert len(cells.faults) == 1


def test_cells_words_part_text_and_lists_alike() -> None:
    assert cells_of(a=" x ; y;;x").words("a") == ["x", "y"]
    assert cells_of(a=["x", "y", "x"]).words("a") == ["x", "y"]
    assert cells_of(a="T http://a;b | U").words("a", " | ") == ["T http://a;b", "U"]


def test_cells_text_is_cleaned_and_measured() -> None:
    cells = cells_of(a="e\u0301\u202e\r\nb", b="x" * 11)

    assert cells.text("a") == "é\nb"
    cells.text("b", max_length=10)
    assert [fault.column for fault in cells.faults] == ["b"]


def test_cells_children_tell_their_place() -> None:
    cells = cells_of(period={"start": "x"}, figures=[{"year": "1"}, "no", {"year": "y", "yeer": 2}])

    cells.child("period").whole("start")  # type: ignore[union-attr]  # it is there
    for figure in cells.children("figures"):
        figure.whole("year")
        figure.expect(["year"])

    assert [fault.column for fault in cells.faults] == ["period.start", "figures[2]", "figures[3].year", "figures[3].yeer"]
    assert "year" in cells.faults[3].reason


# Importing


@pytest.mark.django_db
def test_run_import_twice_leaves_everything_unchanged() -> None:
    rows = table(("a", "A"), ("b", "B"))

    assert run_import(Names(), rows) == Outcome({Change.NEW: 2}, (), saved=True)
    assert run_import(Names(), rows) == Outcome({Change.UNCHANGED: 2}, (), saved=True)
    assert run_import(Names(), table(("a", "A"), ("b", "B2"))).counts == {Change.UNCHANGED: 1, Change.CHANGED: 1}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("second", "column"), [(("b", ""), "name"), (("b", "Nej"), "name"), (("b", "x" * 81), "name"), (("a", "B"), "slug")]
)
def test_run_import_keeps_all_rows_or_none(second: tuple[str, str], column: str) -> None:
    outcome = run_import(Names(), table(("a", "A"), second, ("c", "C")))

    assert [(fault.row, fault.column) for fault in outcome.faults] == [(3, column)]
    assert not outcome.saved
    assert not Topic.objects.exists()


@pytest.mark.django_db
def test_run_import_skips_faulty_rows_when_asked() -> None:
    outcome = run_import(Names(), table(("a", "A"), ("b", "Nej"), ("c", "")), skip_faulty=True)

    assert outcome.saved
    assert outcome.faulty == 2
    assert [topic.slug for topic in Topic.objects.all()] == ["a"]


@pytest.mark.django_db
@pytest.mark.parametrize("skip_faulty", [True, False])
def test_run_import_dry_run_counts_and_keeps_nothing(skip_faulty: bool) -> None:
    outcome = run_import(Names(), table(("a", "A"), ("b", "Nej")), dry_run=True, skip_faulty=skip_faulty)

    assert (outcome.counts, outcome.faulty, outcome.saved) == ({Change.NEW: 1}, 1, False)
    assert not Topic.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("skip_faulty", [True, False])
def test_run_import_without_a_needed_column_keeps_nothing(skip_faulty: bool) -> None:
    outcome = run_import(Names(), Table(("slug", "nmae"), (Row(2, {"slug": "a", "nmae": "A"}),)), skip_faulty=skip_faulty)

    assert [(fault.row, fault.column) for fault in outcome.faults] == [(1, "name"), (1, "nmae")]
    assert "name" in outcome.faults[1].reason
    assert not Topic.objects.exists()


@pytest.mark.django_db
def test_run_import_of_json_tells_columns_by_row() -> None:
    rows = (Row(1, {"slug": "a", "name": "A"}), Row(2, {"slug": "b", "name": "B", "remrk": 1}))

    outcome = run_import(Names(), Table(None, rows))

    assert [(fault.row, fault.column) for fault in outcome.faults] == [(2, "remrk")]


@pytest.mark.django_db
def test_run_import_of_an_empty_table_says_so() -> None:
    assert [fault.row for fault in run_import(Names(), Table(("slug", "name"), ())).faults] == [0]


def test_fault_reads_as_a_sentence() -> None:
    assert str(Fault(0, "", "Empty.")) == "Empty."
    assert "3" in str(Fault(3, "", "Short."))
    assert "name" in str(Fault(3, "name", "Short."))


# The command line


class NamesCommand(ImportCommand):
    def importer(self, options: Any) -> Names:
        return Names()


@pytest.mark.django_db
def test_command_ends_with_code_one_when_a_row_is_faulty(tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text("slug,name\na,A\nb,\n", encoding="utf-8")
    out, err = StringIO(), StringIO()

    with pytest.raises(CommandError) as raised:
        call_command(NamesCommand(), str(file), stdout=out, stderr=err)

    assert raised.value.returncode == 1
    assert "name" in err.getvalue()
    assert not Topic.objects.exists()
    with pytest.raises(CommandError):
        call_command(NamesCommand(), str(file), "--skip-faulty", stdout=out, stderr=err)
    assert Topic.objects.get().slug == "a"


@pytest.mark.django_db
def test_command_says_what_it_did(tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text("slug,name\na,A\n", encoding="utf-8")
    out = StringIO()

    call_command(NamesCommand(), str(file), "--dry-run", stdout=out)
    assert out.getvalue().splitlines()[0].startswith("1 ")
    assert not Topic.objects.exists()
    call_command(NamesCommand(), str(file), stdout=out)
    assert Topic.objects.get().name_sv == "A"


@pytest.mark.parametrize("content", [b"", b"\x81\x8d", b"["])
def test_command_refuses_a_file_that_is_no_table(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(content)

    with pytest.raises(CommandError):
        call_command(NamesCommand(), str(file))


def test_command_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command(NamesCommand(), str(tmp_path / "missing.csv"))
