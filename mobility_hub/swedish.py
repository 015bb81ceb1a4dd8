"""Swedish alphabetical order."""

from __future__ import annotations

import unicodedata

# å, ä and ö are letters of their own, after z; é and ü are e and y with a mark, as in the Swedish alphabet's own order.
_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y"})


def sort_key(text: str) -> tuple[str, str]:
    """Return what to sort by so that texts stand as in a Swedish index: ``sorted(names, key=sort_key)``."""
    folded = unicodedata.normalize("NFC", text).casefold().translate(_AFTER_Z)
    bare = "".join(letter for letter in unicodedata.normalize("NFD", folded) if not unicodedata.combining(letter))
    return bare, text
