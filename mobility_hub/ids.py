"""Public identifiers: random, so that an address tells nothing and nothing can be counted through it."""

import secrets

ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"
LENGTH = 16


def new_public_id() -> str:
    """Return 16 random characters (about 78 bits) from an alphabet without look-alike characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
