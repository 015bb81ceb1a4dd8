"""Writing a word in plain letters, so that "ostersund" finds "Östersund". Pure."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


def fold(word: str) -> str:
    """Return the word in lower-case a–z and 0–9: å and ä become a, é becomes e; other alphabets are transliterated."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(char for char in decomposed if char.isalnum())
    plain = bare.replace("æ", "a").replace("ø", "o")
    return _NOT_PLAIN.sub("", plain if plain.isascii() else anyascii(plain).lower())
