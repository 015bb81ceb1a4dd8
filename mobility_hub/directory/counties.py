"""Sweden's 21 counties (län) with their official two-digit codes (SCB, Regional divisions)."""

from __future__ import annotations

COUNTIES: dict[str, str] = {
    "01": "Stockholms län",
    "03": "Uppsala län",
    "04": "Södermanlands län",
    "05": "Östergötlands län",
    "06": "Jönköpings län",
    "07": "Kronobergs län",
    "08": "Kalmar län",
    "09": "Gotlands län",
    "10": "Blekinge län",
    "12": "Skåne län",
    "13": "Hallands län",
    "14": "Västra Götalands län",
    "17": "Värmlands län",
    "18": "Örebro län",
    "19": "Västmanlands län",
    "20": "Dalarnas län",
    "21": "Gävleborgs län",
    "22": "Västernorrlands län",
    "23": "Jämtlands län",
    "24": "Västerbottens län",
    "25": "Norrbottens län",
}


def short_name(name: str) -> str:
    """Return a county's name without "län" and its genitive: "Stockholms län" becomes "Stockholm"."""
    bare = name.strip().removesuffix(" län").removesuffix(" Län")
    return _GENITIVES.get(bare, bare)


def find_county(text: str) -> str | None:
    """Return the code of the county meant by ``text``: a code, or a name with or without "län", in any case."""
    wanted = text.strip()
    if wanted in COUNTIES:
        return wanted
    return _BY_NAME.get(short_name(wanted).casefold()) or _BY_NAME.get(wanted.casefold())


_GENITIVES = {
    "Stockholms": "Stockholm",
    "Södermanlands": "Södermanland",
    "Östergötlands": "Östergötland",
    "Jönköpings": "Jönköping",
    "Kronobergs": "Kronoberg",
    "Gotlands": "Gotland",
    "Hallands": "Halland",
    "Västra Götalands": "Västra Götaland",
    "Värmlands": "Värmland",
    "Västmanlands": "Västmanland",
    "Dalarnas": "Dalarna",
    "Gävleborgs": "Gävleborg",
    "Västernorrlands": "Västernorrland",
    "Jämtlands": "Jämtland",
    "Västerbottens": "Västerbotten",
    "Norrbottens": "Norrbotten",
}
_BY_NAME = {form.casefold(): code for code, name in COUNTIES.items() for form in (name, name.removesuffix(" län"), short_name(name))}
