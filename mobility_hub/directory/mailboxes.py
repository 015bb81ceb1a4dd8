"""Function mailboxes: telling an address that belongs to a role from one that belongs to a person."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"[^\s@<>;,()\"]+@[^\s@<>;,()\"]+\.[^\s@<>;,()\"]+")
_NAME_PART = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]{2,})?\d{0,3}")

# What offices, not people, have in their addresses: whole parts, and how longer ones begin.
_FUNCTION_WORDS = frozenset(
    [
        "bygg",
        "cykel",
        "data",
        "drift",
        "fraga",
        "fråga",
        "gata",
        "info",
        "kund",
        "mail",
        "mejl",
        "news",
        "office",
        "park",
        "plan",
        "post",
        "press",
        "resa",
        "resor",
        "social",
        "stab",
        "stad",
        "svar",
        "vag",
        "väg",
        "web",
        "webb",
    ]
)
_FUNCTION_BEGINNINGS = (
    "admin", "arkiv", "avdelning", "beslut", "bestall", "beställ", "bibliotek", "byggnad", "bygglov", "contact", "diarie", "ekonomi",
    "energi", "enhet", "faktura", "fastighet", "forening", "förening", "forvaltning", "förvaltning", "gatu", "gruppen", "hallbar",
    "hållbar", "inkop", "inköp", "kansli", "klimat", "kollektivtrafik", "kommun", "konsument", "kontakt", "kontor", "kultur", "kvalitet",
    "ledning", "medborgar", "medlem", "miljo", "miljö", "mobilitet", "mobility", "myndighet", "namnd", "nämnd", "natverk", "nätverk",
    "noreply", "nyhet", "official", "parkering", "planering", "projekt", "redaktion", "region", "registrator", "samhall", "samhäll",
    "samverkan", "sekretariat", "service", "skola", "stads", "strateg", "styrelse", "support", "teknik", "teknisk", "trafik",
    "transport", "turism", "upphandling", "utveckling", "valkommen",
)  # fmt: skip


def addresses_in(text: str) -> list[str]:
    """Return the e-mail addresses written in a text."""
    return [found.rstrip(".") for found in _ADDRESS.findall(text)]


def looks_personal(email: str) -> bool:
    """Tell whether an address reads as a person's: two or three names before the @, such as ``anna.berg@`` or ``anna_berg2@``.

    Only the form is looked at, so an address of initials passes. Offices' words (``trafik.kontoret@``) are known and are not names.
    """
    local = email.split("@", 1)[0].split("+", 1)[0].casefold()
    parts = re.split(r"[._]", local)
    if not 2 <= len(parts) <= 3 or any(part in _FUNCTION_WORDS or part.startswith(_FUNCTION_BEGINNINGS) for part in parts):
        return False
    return all(_NAME_PART.fullmatch(part) or (place == 1 and len(part) == 1) for place, part in enumerate(parts))
