"""The way into a practice group for every view behind its door."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from groups.membership.models import Membership, PracticeGroup
from mobility_hub.ids import ALPHABET, LENGTH
from mobility_hub.sections import GroupSection, gather

_PUBLIC_ID = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


def as_public_id(text: str) -> str:
    """Return ``text`` when it has the form of a public id, else a value that no row has.

    So a malformed address (a NUL, a foreign alphabet) takes the same way through the database as one that was never given out.
    """
    return text if _PUBLIC_ID.fullmatch(text) else "-"


def get_group_and_membership(request: HttpRequest, group_id: str) -> tuple[PracticeGroup, Membership]:
    """Return the group with this public id and the reader's own membership of it, in one query.

    The membership comes with its member, affiliation and organisation. Raises ``Http404``, the same way and after the same query, when
    there is no such group and when the reader is not in it now.
    """
    membership = (
        Membership.objects.own(request.user)
        .select_related("practice_group", "member", "affiliation__organisation")
        .filter(practice_group__public_id=as_public_id(group_id))
        .first()
    )
    if membership is None:
        raise Http404
    if isinstance(request.user, AbstractBaseUser):
        membership.member.user = request.user
    return membership.practice_group, membership


def group_sections(practice_group: PracticeGroup, membership: Membership) -> list[GroupSection]:
    """What the rooms have to show of this group, in their order (hook ``register_hub_group_section``).

    A section with a ``url`` gets a tab, named by its heading and count; one without ``template`` is only a tab.
    """
    found: list[GroupSection] = gather("register_hub_group_section", practice_group, membership)
    return found


def tabs(sections: list[GroupSection], current: str = "") -> list[dict[str, Any]]:
    """The views of a group for ``components/subnav.html``; ``current`` is the key of the section that stands open."""
    return [
        {"label": section.heading, "url": section.url, "count": section.count, "current": "page" if section.key == current else False}
        for section in sections
        if section.url
    ]


def group_crumbs(practice_group: PracticeGroup | None = None) -> list[dict[str, Any]]:
    """The way up from a page inside a group: my groups, and the group when the page is not its own."""
    crumbs: list[dict[str, Any]] = [{"label": _("My groups"), "url": reverse("hub_membership:my_groups")}]
    if practice_group is not None:
        crumbs.append({"label": practice_group.name, "url": group_url(practice_group)})
    return crumbs


def group_url(practice_group: PracticeGroup) -> str:
    """The address of the page inside the group: for its members only."""
    return reverse("hub_membership:group", args=[practice_group.public_id])
