"""The demo's made-up people. They belong to made-up bodies, which the site marks as examples."""

from __future__ import annotations

from dataclasses import dataclass

from mobility_hub.directory.enums import OrganisationKind


@dataclass(frozen=True)
class Body:
    """A made-up organisation and the e-mail domain that verifies its employees."""

    slug: str
    name: str
    official_name: str
    kind: OrganisationKind = OrganisationKind.MUNICIPALITY

    @property
    def domain(self) -> str:
        return f"{self.slug}.example"


@dataclass(frozen=True)
class Person:
    """A made-up account; ``part`` tells what it can do in the demo."""

    mailbox: str
    body: str
    name: str
    title: str
    part: str = ""

    @property
    def email(self) -> str:
        return f"{self.mailbox}@{self.body}.example"


BODIES = [
    Body("granby", "Granby", "Granby kommun"),
    Body("sjovik", "Sjövik", "Sjöviks kommun"),
    Body("ekholm", "Ekholm", "Ekholms kommun"),
    Body("norrsund", "Norrsund", "Norrsunds kommun"),
    Body("lindfors", "Lindfors", "Lindfors kommun"),
    Body("tallas", "Tallås", "Tallås kommun"),
    Body("samverkan", "Samverkan Exempel", "Kommunalförbundet Samverkan Exempel", OrganisationKind.JOINT_AUTHORITY),
    Body("rullfordon", "Rullfordon Exempel", "Rullfordon Exempel AB", OrganisationKind.BUSINESS),
]

ADMIN = Person("admin", "samverkan", "Ada Lund", "administratör", "sköter sajten, godkänner anställda")
EDITOR = Person("editor", "samverkan", "Edvin Berg", "redaktör", "publicerar nätverk och exempel")
FACILITATOR = Person("facilitator", "granby", "Frida Ek", "trafikplanerare", "processledare i två arbetsgrupper")
MEMBER = Person("member", "sjovik", "Mats Dahl", "upphandlare", "deltagare i en arbetsgrupp")
OUTSIDER = Person("outsider", "ekholm", "Olga Ström", "utredare", "godkänd, men inte med i någon grupp")
SUPPLIER = Person("supplier", "rullfordon", "Stig Hall", "säljare", "leverantör: läser det öppna, aldrig grupperna")

ACCOUNTS = [ADMIN, EDITOR, FACILITATOR, MEMBER, OUTSIDER, SUPPLIER]

# Those who make the groups look like groups; they have no password.
OTHERS = [
    Person("nina", "norrsund", "Nina Falk", "gatuingenjör"),
    Person("lars", "lindfors", "Lars Öberg", "jurist"),
    Person("tove", "tallas", "Tove Sand", "miljöstrateg"),
]
