"""How a room shows itself on another room's page without being imported by it: the contracts behind the ``register_hub_…`` hooks.

A room registers a function with ``wagtail.hooks.register(<hook name>)`` in its ``wagtail_hooks.py``. A function answers for many topics or
members at once, in a fixed number of queries. A host site can register its own in the same way.

========================================  =============================================================================================
hook                                      function
========================================  =============================================================================================
``register_hub_nav_page``                 ``() -> NavPage``: an index page type for the main navigation
``register_hub_topic_section``            ``(topics: Sequence[Topic]) -> TopicSection``: public content only
``register_hub_topic_addresses``          ``(topics: Sequence[Topic], request) -> Mapping[topic id, address]``: each topic's own page
``register_hub_network_section``          ``(networks: Sequence[NetworkPage]) -> NetworkSection``: public content only
``register_hub_mine_tab``                 ``() -> MineTab``: one of the member's own views; its address and all below it are behind sign-in
``register_hub_mine_section``             ``(members: Sequence[Member]) -> MineSection``
``register_hub_group_section``            ``(practice_group, membership) -> GroupSection``: on the page inside a practice group
``register_hub_digest_section``           ``(members: Sequence[Member], windows: dict[member id, Window]) -> DigestSection``
``register_hub_footer``                   ``(request) -> Iterable[Mapping]``: links (``label``, ``url``) in the footer
``register_hub_scope``                    see ``mobility_hub.notices.registry``
``register_hub_search_kind``              see ``mobility_hub.lookup.registry``
``register_hub_group_card`` and           see ``groups.membership.cards``
``register_hub_my_group_facts``
``register_hub_meeting_section``          ``(meeting, membership) -> GroupSection``: on a meeting's page
``register_hub_meeting_hosts``            see ``groups.meetings.hosts``
========================================  =============================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import override
from wagtail import hooks

Words = str | Promise


@dataclass(frozen=True)
class NavPage:
    """The first live page of ``model`` stands in the main navigation under ``label``.

    ``hub_setup`` makes one with ``slug`` and ``title`` (default: the label) when the site has none.
    """

    model: type[Any]
    label: Words
    order: int
    slug: str = ""
    title: Words = ""


@dataclass(frozen=True)
class MineTab:
    """One of the member's own views: the name of its address, and its words in the row of tabs."""

    url_name: str
    label: Words
    order: int


@dataclass(frozen=True)
class Line:
    """One thing in a list: a title that may lead somewhere, and small facts beside it."""

    title: Words
    url: str = ""
    facts: tuple[Words, ...] = ()


@dataclass(frozen=True)
class TopicCell:
    """What one room has on one topic, or on one network: the first few, how many there are, and where all stand.

    ``missing``: what is not there, in words, for "what is missing". ``remedy``: what one can do when something is, such as "Start a
    group" with its address; it is shown beside what any room misses.
    """

    lines: tuple[Line, ...] = ()
    count: int = 0
    all_url: str = ""
    missing: Words = ""
    remedy: Line | None = None


@dataclass(frozen=True)
class TopicSection:
    """One room's column on the overview and its section on each topic page.

    ``cells`` by topic id. The cell of a topic with sub-topics answers for these too, and counts each thing once.
    """

    key: str
    heading: Words
    order: int
    cells: Mapping[int, TopicCell]


@dataclass(frozen=True)
class NetworkSection:
    """One room's section on a network's page, such as its groups. ``cells`` by the page's id; an empty one is not shown."""

    key: str
    heading: Words
    order: int
    cells: Mapping[int, TopicCell]


@dataclass(frozen=True)
class Button:
    """A form button: posts ``name=value`` to ``url``."""

    label: Words
    url: str
    name: str = ""
    value: str = ""


@dataclass(frozen=True)
class Todo:
    """Something asked of one member, answered in place by its buttons when it has any.

    ``due`` (UTC) orders the list, and is shown as the last day unless ``due_is_said``: the title says it in its own way.
    """

    title: Words
    url: str = ""
    facts: tuple[Words, ...] = ()
    due: datetime | None = None
    due_is_said: bool = False
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class MineSection:
    """A room's part of the member's own page: todos, and a block rendered by ``template`` with the member's own context.

    A member without a context gets no block. ``place``: "main" or "side", where the page has two columns.
    """

    key: str
    order: int
    todos: Mapping[int, tuple[Todo, ...]] = field(default_factory=dict)
    heading: Words = ""
    template: str = ""
    contexts: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    place: str = "main"


@dataclass(frozen=True)
class GroupSection:
    """A room's part of the page inside a practice group. ``place``: "todo" (facilitator's line on top), "side" or "main"."""

    key: str
    order: int
    place: str
    heading: Words
    template: str
    context: Mapping[str, Any]
    url: str = ""
    count: int | None = None


@dataclass(frozen=True)
class Window:
    """A half-open time window, UTC: from ``since`` (included) to ``until`` (not included)."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class DigestLine:
    """One thing in a digest: title with link, its words (plain text, shortened by the room), and who and when."""

    title: Words
    url: str
    text: str = ""
    meta: Words = ""


@dataclass(frozen=True)
class DigestBlock:
    """Lines under one heading for one member."""

    heading: Words
    lines: tuple[DigestLine, ...]
    more: Words = ""


@dataclass(frozen=True)
class DigestSection:
    """A room's part of the digests of a batch of members.

    ``asks``: whether these are asked of the member (counted first in the subject). ``is_news``: whether they are reason enough to send.
    ``subject`` gives, per member, the words that this section wants in the subject, most wanted first.
    """

    key: str
    order: int
    blocks: Mapping[int, tuple[DigestBlock, ...]]
    asks: bool = False
    is_news: bool = True
    subject: Mapping[int, Words] = field(default_factory=dict)


def gather(hook: str, *arguments: Any) -> list[Any]:
    """Call every function registered under ``hook`` and return their answers in the rooms' order."""
    answers = [function(*arguments) for function in hooks.get_hooks(hook)]
    return sorted(answers, key=lambda answer: answer.order)


def mine_tabs(current: str, *, todos: int | None = None) -> list[dict[str, Any]]:
    """The member's own views that this site has, as ``components/subnav.html`` wants them.

    ``current``: the url name of the view that stands open. ``todos``: the number beside the first.
    """
    tabs: list[dict[str, Any]] = []
    for tab in gather("register_hub_mine_tab"):
        try:
            url = reverse(tab.url_name)
        except NoReverseMatch:
            continue
        count = todos if not tabs else None
        tabs.append({"label": tab.label, "url": url, "count": count, "current": "page" if tab.url_name == current else False})
    return tabs


def nav_title(page: Any) -> str:
    """A page's title; that of an index page which still has the one that ``hub_setup`` gave it, in the reader's language."""
    for nav_page in gather("register_hub_nav_page"):
        if nav_page.model is page.specific_class:
            title = nav_page.title or nav_page.label
            with override(settings.LANGUAGE_CODE):
                is_given = page.title == str(title)
            return str(title) if is_given else page.title
    return str(page.title)


def topic_addresses(topics: Sequence[Any], request: Any) -> dict[int, str]:
    """The addresses of the topics' own pages, by topic id; a topic without a page has none."""
    found: dict[int, str] = {}
    for function in hooks.get_hooks("register_hub_topic_addresses"):
        found.update(function(topics, request))
    return found
