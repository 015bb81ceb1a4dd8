"""A reader's choice as it stands in the address: ``?amne=upphandling&lan=05``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from mobility_hub.directory.counties import COUNTIES, find_county
from mobility_hub.networks.enums import ActorKind, NetworkStatus, Reach
from mobility_hub.networks.selection import Choice

# The facets' names in the address.
PARAMETERS = {"topic": "amne", "county": "lan", "open_to": "oppetfor", "reach": "omfattning", "status": "status"}
SHOW, SHOW_UNCONFIRMED = "visa", "ej-bekraftade"
VIEW, PAGE = "vy", "sida"
BY_TOPIC, LIST = "amne", "lista"

_WORDS: dict[str, dict[str, str]] = {
    "open_to": {
        "kommuner": ActorKind.MUNICIPALITY.value,
        "regioner": ActorKind.REGION.value,
        "myndigheter": ActorKind.AGENCY.value,
        "foreningar": ActorKind.ASSOCIATION.value,
        "akademi": ActorKind.ACADEMIA.value,
        "civilsamhalle": ActorKind.CIVIL_SOCIETY.value,
        "foretag": ActorKind.BUSINESS.value,
    },
    "reach": {
        "internationellt": Reach.INTERNATIONAL.value,
        "nationellt": Reach.NATIONAL.value,
        "regionalt": Reach.REGIONAL.value,
        "lokalt": Reach.LOCAL.value,
    },
    "status": {
        "aktivt": NetworkStatus.ACTIVE.value,
        "planerat": NetworkStatus.PLANNED.value,
        "vilande": NetworkStatus.RESTING.value,
        "ej-bekraftat": NetworkStatus.UNKNOWN.value,
        "avslutat": NetworkStatus.ENDED.value,
        "uppgatt": NetworkStatus.MERGED.value,
    },
}
_IN_ADDRESS = {facet: {value: word for word, value in words.items()} for facet, words in _WORDS.items()}

_NOT_KNOWN: dict[str, Promise] = {
    "topic": _("The address asks for the topic “%(value)s”, which is not here. All topics are shown."),
    "county": _("The address asks for the county “%(value)s”, which is not here. All counties are shown."),
    "open_to": _("The address asks for networks open to “%(value)s”, which is not a choice here. All are shown."),
    "reach": _("The address asks for the reach “%(value)s”, which is not a choice here. All are shown."),
    "status": _("The address asks for the status “%(value)s”, which is not a choice here. All are shown."),
    "view": _("The address asks for the view “%(value)s”, which is not here. The networks are shown by topic."),
}


@dataclass(frozen=True)
class Address:
    """What an address asks for. ``notes`` say what in it was not understood, for the reader."""

    choice: Choice = field(default_factory=Choice)
    view: str = BY_TOPIC
    notes: tuple[str, ...] = ()


def read(query: Mapping[str, str], topics: Collection[str]) -> Address:
    """Read the choice out of an address; ``topics`` are the slugs there are. What is not known is left out, with a note."""
    notes: list[str] = []
    found: dict[str, str] = {}
    for facet, parameter in PARAMETERS.items():
        text = query.get(parameter, "").strip()
        value = _value(facet, text, topics)
        if value is None:
            notes.append(_note(facet, text))
        found[facet] = value or ""
    view = query.get(VIEW, "").strip() or BY_TOPIC
    if view not in (BY_TOPIC, LIST):
        notes.append(_note("view", view))
        view = BY_TOPIC
    # A form that was sent has a status, if only an empty one; then the box says what it says.
    sent = PARAMETERS["status"] in query
    unconfirmed = query.get(SHOW, "") == SHOW_UNCONFIRMED or not sent
    return Address(Choice(**found, unconfirmed=unconfirmed), view, tuple(notes))


def write(choice: Choice, view: str = BY_TOPIC) -> str:
    """Return the query string that ``read`` reads back, without its "?"; "" for everything by topic."""
    parameters: dict[str, str] = {} if view == BY_TOPIC else {VIEW: view}
    for facet, parameter in PARAMETERS.items():
        if value := getattr(choice, facet):
            parameters[parameter] = in_address(facet, value)
    if choice.status and choice.unconfirmed:
        parameters[SHOW] = SHOW_UNCONFIRMED
    if not choice.status and not choice.unconfirmed:
        parameters[PARAMETERS["status"]] = ""
    return urlencode(parameters)


def in_address(facet: str, value: str) -> str:
    """The word that stands for a facet's value in the address."""
    return _IN_ADDRESS.get(facet, {}).get(value, value)


def values(facet: str) -> list[str]:
    """The values of a facet with fixed choices, in their order."""
    return list(COUNTIES) if facet == "county" else list(_WORDS[facet].values())


def _value(facet: str, text: str, topics: Collection[str]) -> str | None:
    """The facet's value, "" when nothing is asked for, None when it is not known."""
    if not text:
        return ""
    if facet == "topic":
        return text.lower() if text.lower() in topics else None
    if facet == "county":
        return find_county(text)
    return _WORDS[facet].get(text.lower())


def _note(facet: str, text: str) -> str:
    return str(_NOT_KNOWN[facet]) % {"value": Truncator(text).chars(40)}
