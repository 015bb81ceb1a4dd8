"""What the words of a source say for certain about a decision or a procurement. Where they do not, nothing is guessed."""

from __future__ import annotations

import re
from dataclasses import replace

from mobility_hub.cases.enums import DateKind, DecisionLevel, Procedure
from mobility_hub.partial_dates import PartialDate

# Sub-committees first: "Kommunstyrelsens arbetsutskott" is not the board.
_SUBCOMMITTEE = re.compile(r"utskott(et)?\b")
_LEVELS = {
    DecisionLevel.COUNCIL: re.compile(r"\b(kommun|region|landstings)fullmäktige\b"),
    DecisionLevel.BOARD: re.compile(r"\b(kommun|region|landstings)styrelsen\b"),
    DecisionLevel.COMMITTEE: re.compile(r"nämnden\b"),
    DecisionLevel.COURT: re.compile(r"\b(förvaltningsrätten|kammarrätten|tingsrätten|hovrätten|högsta domstolen)\b|domstolen\b"),
}
_IN_FORCE = {"ikraftträdande", "i kraft", "träder i kraft", "in force"}
_PROCEDURES = {
    "öppet förfarande": Procedure.OPEN,
    "selektivt förfarande": Procedure.RESTRICTED,
    "förhandlat förfarande": Procedure.NEGOTIATED,
    "förhandlat förfarande med föregående annonsering": Procedure.NEGOTIATED,
    "förhandlat förfarande utan föregående annonsering": Procedure.NEGOTIATED,
    "konkurrenspräglad dialog": Procedure.COMPETITIVE_DIALOGUE,
    "innovationspartnerskap": Procedure.INNOVATION_PARTNERSHIP,
    "dynamiskt inköpssystem": Procedure.DYNAMIC_PURCHASING_SYSTEM,
    "direktupphandling": Procedure.DIRECT_AWARD,
    "koncession": Procedure.CONCESSION,
    "tjänstekoncession": Procedure.CONCESSION,
    "byggkoncession": Procedure.CONCESSION,
    "avrop": Procedure.FRAMEWORK_CALL_OFF,
    "avrop från ramavtal": Procedure.FRAMEWORK_CALL_OFF,
}


def level_of(body: str) -> DecisionLevel:
    """The kind of body by its name: "Trafiknämnden, Göteborgs Stad" is a committee. Names of several kinds tell nothing."""
    name = body.casefold()
    if _SUBCOMMITTEE.search(name):
        return DecisionLevel.COMMITTEE
    found = [level for level, pattern in _LEVELS.items() if pattern.search(name)]
    return found[0] if len(found) == 1 else DecisionLevel.NOT_STATED


def dated(date: PartialDate | None) -> tuple[PartialDate | None, DateKind]:
    """A decision's date without its note, and what the note says that the date tells."""
    if date is None:
        return None, DateKind.NOT_STATED
    if date.note.casefold() in _IN_FORCE:
        return replace(date, note=""), DateKind.IN_FORCE
    return date, DateKind.NOT_STATED if date.note else DateKind.DECIDED


def procedure_of(wording: str) -> str:
    """The law's term, when the source uses it and nothing else; else nothing."""
    return _PROCEDURES.get(wording.strip().casefold(), "")
