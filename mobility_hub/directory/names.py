"""Finding the organisation that a text means."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from mobility_hub.directory.enums import OrganisationKind
from mobility_hub.directory.models import Organisation

_PARENTHESIS = re.compile(r"\s*\([^()]*\)\s*$")
_UNIT = re.compile(r",\s+(?=[a-zåäö])")


class OrganisationFinder:
    """Finds organisations by the names people write: one query when made, none after.

    An organisation goes by its official name and its short name; a municipality also by its name with "kommun" or "stad", with and
    without the genitive. What follows in brackets, or after a comma in small letters, is a part of the organisation: "Stockholms stad,
    trafikkontoret". A text that two organisations go by finds neither.
    """

    def __init__(self, organisations: Iterable[Organisation] | None = None) -> None:
        self._by_form: defaultdict[str, set[int]] = defaultdict(set)
        self._by_id: dict[int, Organisation] = {}
        for organisation in Organisation.objects.all() if organisations is None else organisations:
            self._by_id[organisation.pk] = organisation
            for form in _forms(organisation):
                self._by_form[_folded(form)].add(organisation.pk)

    def find(self, text: str) -> Organisation | None:
        """Return the organisation meant by ``text``, or None."""
        bare = _PARENTHESIS.sub("", text)
        for form in dict.fromkeys((text, bare, _UNIT.split(text)[0], _UNIT.split(bare)[0])):
            found = self._by_form.get(_folded(form), set())
            if len(found) == 1:
                return self._by_id[next(iter(found))]
        return None


def _forms(organisation: Organisation) -> set[str]:
    forms = {organisation.official_name, organisation.name}
    if organisation.kind == OrganisationKind.MUNICIPALITY:
        stem = organisation.official_name.removesuffix(" kommun").removesuffix(" stad")
        forms |= {f"{name} {word}" for name in (organisation.name, stem) for word in ("kommun", "stad")}
    return forms


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
