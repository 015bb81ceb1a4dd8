"""The Swedish catalogues are complete, agree with the source and with each other, and use the project's own words.

Nothing here needs gettext, except the one test that lets gettext itself collect the texts.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import polib
import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.test import Client
from django.utils.translation import override
from wagtail.models import Page, Site, Workflow

from home.models import StartPage
from mobility_hub.networks.models import NetworkIndexPage
from mobility_hub.site_setup import set_up
from tests.translatable import FUNCTIONS, ROOT, Text, texts_in_source

# In the order in which their catalogues win over each other.
PLACES = ("home", "mobility_hub", "groups")
PLACES_WITHOUT_TEXTS = ("search",)


def catalogue_path(place: str) -> Path:
    return ROOT / place / "locale" / "sv" / "LC_MESSAGES" / "django.po"


@cache
def catalogue(place: str) -> polib.POFile:
    return polib.pofile(str(catalogue_path(place)))


def text_of(entry: polib.POEntry) -> Text:
    return (entry.msgctxt, entry.msgid, entry.msgid_plural or None)


def swedish_of(entry: polib.POEntry) -> tuple[str, ...]:
    return tuple(entry.msgstr_plural[n] for n in sorted(entry.msgstr_plural)) if entry.msgid_plural else (entry.msgstr,)


def all_entries() -> list[polib.POEntry]:
    return [entry for place in PLACES for entry in catalogue(place)]


# Complete


@pytest.mark.parametrize("place", PLACES)
def test_catalogue_is_complete(place: str) -> None:
    unfinished = [entry.msgid for entry in catalogue(place) if entry.obsolete or entry.fuzzy or not all(swedish_of(entry))]
    assert unfinished == []


@pytest.mark.parametrize("place", PLACES)
def test_catalogue_gives_one_form_and_several(place: str) -> None:
    assert catalogue(place).metadata["Plural-Forms"] == "nplurals=2; plural=(n != 1);"
    assert [entry.msgid for entry in catalogue(place) if len(swedish_of(entry)) != (2 if entry.msgid_plural else 1)] == []


PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+>")


@pytest.mark.parametrize("place", PLACES)
def test_swedish_has_the_placeholders_of_the_english(place: str) -> None:
    """A singular may leave its number out, as the English one does."""
    wrong = []
    for entry in catalogue(place):
        sides = list(zip((entry.msgid, entry.msgid_plural or entry.msgid), swedish_of(entry), strict=False))
        if any(sorted(PLACEHOLDER.findall(english)) != sorted(PLACEHOLDER.findall(swedish)) for english, swedish in sides):
            wrong.append((entry.msgid, swedish_of(entry)))
    assert wrong == []


@pytest.mark.parametrize("place", PLACES)
def test_swedish_begins_and_ends_as_the_english(place: str) -> None:
    """Space around a text joins it to what stands beside it; a full stop makes it a sentence."""

    def edges(text: str) -> tuple[bool, bool, bool]:
        return text[:1].isspace(), text[-1:].isspace(), text.endswith(".")

    wrong = [
        (entry.msgid, swedish) for entry in catalogue(place) for swedish in swedish_of(entry)[:1] if edges(swedish) != edges(entry.msgid)
    ]
    assert wrong == []


@pytest.mark.parametrize("place", PLACES)
def test_compiled_catalogue_is_up_to_date(place: str) -> None:
    compiled = polib.mofile(str(catalogue_path(place).with_suffix(".mo")))
    assert {text_of(entry): swedish_of(entry) for entry in compiled} == {
        (context, text, plural): swedish_of(entry) for entry in catalogue(place) for context, text, plural in [text_of(entry)]
    }


# As the source has it


def without_plural(texts: Any) -> set[tuple[str | None, str]]:
    """One text may stand alone in one place and with a plural in another; the catalogue has it once."""
    return {(context, text) for context, text, _plural in texts}


@pytest.mark.parametrize("place", PLACES)
def test_catalogue_holds_the_texts_of_the_source(place: str) -> None:
    """``make messages`` collects them; then translate what is new."""
    collected, written = without_plural(map(text_of, catalogue(place))), without_plural(texts_in_source(place))
    assert {"not collected": sorted(map(str, written - collected)), "no longer there": sorted(map(str, collected - written))} == {
        "not collected": [],
        "no longer there": [],
    }


@pytest.mark.parametrize("place", PLACES_WITHOUT_TEXTS)
def test_place_without_catalogue_has_no_texts(place: str) -> None:
    assert texts_in_source(place) == frozenset()


@pytest.mark.parametrize("place", [*PLACES, *PLACES_WITHOUT_TEXTS])
def test_gettext_goes_by_a_name_that_is_collected(place: str) -> None:
    """gettext finds texts by the name of the function: under any other name they are never collected."""
    wrong = []
    for path in (ROOT / place).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                wrong += [(path.name, alias.asname) for alias in node.names if alias.name in FUNCTIONS and alias.asname not in (None, "_")]
    assert wrong == []


@pytest.mark.services
@pytest.mark.parametrize("place", PLACES)
def test_gettext_collects_the_same_texts(place: str, tmp_path: Path) -> None:
    assert shutil.which("xgettext"), "gettext is missing. On Debian: apt-get install gettext"
    copy = tmp_path / place
    shutil.copytree(ROOT / place, copy, ignore=shutil.ignore_patterns("locale", "static", "__pycache__"))
    (copy / "locale").mkdir()
    command = [sys.executable, str(ROOT / "manage.py"), "makemessages", "--locale", "sv", "--no-wrap", "--no-location", "--verbosity", "0"]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    collected = polib.pofile(str(copy / "locale" / "sv" / "LC_MESSAGES" / "django.po"))
    assert set(map(text_of, collected)) == set(map(text_of, catalogue(place)))


# In agreement


def test_text_of_two_places_has_one_swedish() -> None:
    """The catalogues become one at run time, so a text that means two things needs a context."""
    found: dict[tuple[str | None, str], set[tuple[str, ...]]] = {}
    for entry in all_entries():
        found.setdefault((entry.msgctxt, entry.msgid), set()).add(swedish_of(entry))
    assert {text: several for text, several in found.items() if len(several) > 1} == {}


# Texts that Wagtail, Django or allauth have too, in other words that mean the same. Ours win, in the whole site.
SAID_OTHERWISE = {"By %(filter_title)s", "title", "Title", "sent", "Bold", "Confirm", "Delete", "Change password"}


def catalogues_of_others() -> Iterator[polib.MOFile]:
    import allauth
    import django
    import wagtail_modeladmin

    folders = [
        Path(config.path)
        for config in apps.get_app_configs()
        if config.name.split(".")[0] in ("wagtail", "wagtail_modeladmin", "allauth", "django")
    ]
    folders += [Path(str(package.__file__)).parent for package in (allauth, wagtail_modeladmin)] + [
        Path(str(django.__file__)).parent / "conf"
    ]
    for folder in sorted(set(folders)):
        path = folder / "locale" / "sv" / "LC_MESSAGES" / "django.mo"
        if path.exists():
            yield polib.mofile(str(path))


def test_text_that_others_have_too_means_the_same() -> None:
    """Our catalogues stand before theirs: a word of ours with another meaning would change their pages. Give it a context."""
    ours = {(entry.msgctxt, entry.msgid): swedish_of(entry)[0] for entry in all_entries()}
    wrong = set()
    for others in catalogues_of_others():
        for entry in others:
            mine = ours.get((entry.msgctxt, entry.msgid))
            if mine and entry.msgid not in SAID_OTHERWISE and mine.casefold() != swedish_of(entry)[0].casefold():
                wrong.add((entry.msgid, mine, swedish_of(entry)[0]))
    assert wrong == set()


# In the project's own words

# What must not be said in Swedish, with what is said instead and the English texts in which the word is right all the same.
NEVER = {
    r"\bhub(ben)?\b": (
        "the site has a name of its own; the plugin is Mobility Hub",
        {"Mobility Hub: editors", "Mobility Hub: authors", "Mobility Hub: administrators", "Mobility Hub: review before publishing"},
    ),
    r"medlem": ("deltagare; a network has members", {"Members", "Member organisations", "Meeting and joining"}),
    r"protokoll": ("minnesanteckningar", set()),
    r"\bjuster": ("godkänna", set()),
    r"e-?post\b|e-?postadress": ("mejl", set()),
    r"\bmail": ("mejl", set()),
    r"gruppledare": ("processledare", set()),
    r"utskick": ("sammanfattning, mejl", set()),
    r"arkivera": ("avslutad", set()),
    r"värdkommun": ("mötesvärd", set()),
    r"tjänsteman|tjänstemän": ("tjänsteperson", set()),
    r"\btråd": ("diskussion", set()),
    r"\bhost\b|\bvärdar\b": ("mötesvärd", set()),
    r"missat|för sent|försenad": ("never how late somebody is", set()),
    r"\bNi kan inte\b|ogiltig|felaktigt": ("say what to do", set()),
    r"\bobs\b|!": ("no raised voice", set()),
    r"\"|“": ("Swedish quotation marks: ”…”", set()),
}  # fmt: skip


@pytest.mark.parametrize("pattern", NEVER)
def test_word_is_never_said(pattern: str) -> None:
    allowed = NEVER[pattern][1]
    said = [
        (entry.msgid, swedish) for entry in all_entries() for swedish in swedish_of(entry) if re.search(pattern, swedish, re.IGNORECASE)
    ]
    assert [pair for pair in said if pair[0] not in allowed] == []


@pytest.mark.parametrize("pattern", NEVER)
def test_exception_is_needed(pattern: str) -> None:
    said = {entry.msgid for entry in all_entries() if any(re.search(pattern, swedish, re.IGNORECASE) for swedish in swedish_of(entry))}
    assert NEVER[pattern][1] <= said


# What reads the same in both languages.
SAME = {"Message-ID", "Organisation", "Region", "Text", "Status", "form", "organisation", "person", "region", "status", "text"}


def test_nothing_is_left_in_english() -> None:
    same = {PLACEHOLDER.sub("", entry.msgid).strip() for entry in all_entries() if entry.msgid in swedish_of(entry)}
    assert {words for words in same if re.search(r"[a-z]{2}", words)} - SAME == set()


GLOSSARY = {
    "Facilitator": "Processledare",
    "Group member": "Deltagare",
    "Guest": "Gäst",
    "Host": "Mötesvärd",
    "Hosting": "Värdskap",
    "In brief": "I korthet",
    "Not confirmed": "Ej bekräftat",
    "Deputy": "Ersättare",
    "Agenda": "Dagordning",
    "Examples": "Exempel",
    "Course of action": "Handlingsväg",
    "not known": "uppgift saknas",
    "To do": "Att göra",
    "Order of turns": "Turordning",
    "practice group": "arbetsgrupp",
    "Cannot come": "Förhinder",
    "The summary": "Sammanfattningen",
    "Collect views": "Få in synpunkter",
    "Agree": "Enas",
    "What did not work": "Det som inte fungerade",
    "Ask to join": "Be om att få vara med",
    "Concluded": "Avslutad med resultat",
    "This is missing": "Det här saknas",
}


@pytest.mark.parametrize(("english", "swedish"), GLOSSARY.items())
def test_word_is_the_one_agreed(english: str, swedish: str) -> None:
    assert {swedish_of(entry)[0] for entry in all_entries() if entry.msgid == english} == {swedish}


# On the pages


@pytest.fixture
def start_page(db: None) -> StartPage:
    """The site's start page with the hub's index pages below it, set up in Swedish."""
    with override("sv"):
        page: StartPage = Page.get_first_root_node().add_child(instance=StartPage(title="Samverkan om mobilitet", slug="samverkan"))
        Site.objects.update(root_page=page)
        set_up(under=page)
    return page


SWEDISH_WORDS = ("Till innehållet", "Ämnen", "Nätverk", "Exempel", "Grupper", "Logga in", "Sök")
ENGLISH_WORDS = ("To the content", "Topics", "Networks", "Examples", "Groups", "Sign in", "Search")


def words_on(client: Client, path: str) -> tuple[str, str]:
    """The page's language and its words without markup."""
    html = client.get(path).content.decode()
    language = re.search(r'<html[^>]* lang="(\w+)"', html)
    assert language is not None
    return language[1], re.sub(r"\s+", " ", re.sub(r"(?s)<[^>]+>", " ", html))


def test_site_is_swedish_at_its_root(client: Client, start_page: StartPage) -> None:
    language, words = words_on(client, "/")
    assert (language, [word for word in SWEDISH_WORDS if word not in words]) == ("sv", [])
    assert [word for word in ENGLISH_WORDS if re.search(rf"\b{word}\b", words)] == []


def test_site_is_english_under_en(client: Client, start_page: StartPage) -> None:
    language, words = words_on(client, "/en/")
    assert (language, [word for word in ENGLISH_WORDS if word not in words]) == ("en", [])


@pytest.mark.parametrize(("path", "title"), [("/natverk/", "Vilka nätverk finns?"), ("/en/natverk/", "Which networks are there?")])
def test_index_page_is_titled_in_the_language_of_its_address(client: Client, start_page: StartPage, path: str, title: str) -> None:
    assert f"<h1>{title}</h1>" in client.get(path).content.decode()


def test_index_page_keeps_the_title_an_editor_gave_it(client: Client, start_page: StartPage) -> None:
    page = NetworkIndexPage.objects.get()
    page.title = "Nätverk att välja bland"
    page.save_revision().publish()
    assert "<h1>Nätverk att välja bland</h1>" in client.get("/en/natverk/").content.decode()


def test_setting_up_in_another_language_makes_nothing_twice(start_page: StartPage) -> None:
    before = {model: set(model.objects.values_list("name", flat=True)) for model in (Group, Workflow)}
    with override("en"):
        set_up(under=start_page)
    assert {model: set(model.objects.values_list("name", flat=True)) for model in (Group, Workflow)} == before
    assert "Mobility Hub: redaktörer" in before[Group]


@pytest.mark.parametrize(
    ("path", "heading"), [("/accounts/login/", "Logga in"), ("/en/accounts/login/", "Sign in"), ("/sok/", "Sök"), ("/en/sok/", "Search")]
)
def test_view_speaks_the_language_of_its_address(client: Client, db: None, path: str, heading: str) -> None:
    assert f"<title>{heading}" in client.get(path).content.decode().replace("<title> ", "<title>")
