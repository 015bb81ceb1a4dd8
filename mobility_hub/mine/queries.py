"""What a member's own page shows: what every room asks of them and has for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby

from django.http import HttpRequest
from django.template.loader import render_to_string

from mobility_hub.directory.models import Member
from mobility_hub.sections import Button, MineSection, Todo, Words, gather

# More than these are folded: one looks at five things, not at fifty.
TODOS_OPEN = 5
_FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class TodoRow:
    """A todo with its buttons by the address they post to."""

    todo: Todo
    forms: tuple[tuple[str, tuple[Button, ...]], ...]

    @property
    def shows_due(self) -> bool:
        return self.todo.due is not None and not self.todo.due_is_said


@dataclass(frozen=True)
class Block:
    """One room's block, rendered."""

    key: str
    heading: Words
    html: str


@dataclass
class Row:
    """A stretch of the page: blocks, and those beside them on a wide screen, below them on a narrow one."""

    main: list[Block] = field(default_factory=list)
    side: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class MinePage:
    todos: list[TodoRow]
    folded: list[TodoRow]
    rows: list[Row]

    @property
    def todo_count(self) -> int:
        return len(self.todos) + len(self.folded)


def mine_page(member: Member, request: HttpRequest) -> MinePage:
    """Gather the member's page. The number of queries is the rooms' own: it does not grow with what they find."""
    sections: list[MineSection] = gather("register_hub_mine_section", [member])
    todos = [todo for section in sections for todo in section.todos.get(member.pk, ())]
    rows = [_todo_row(todo) for todo in sorted(todos, key=lambda todo: todo.due or _FAR)]
    return MinePage(rows[:TODOS_OPEN], rows[TODOS_OPEN:], _rows(sections, member, request))


def _todo_row(todo: Todo) -> TodoRow:
    return TodoRow(todo, tuple((url, tuple(buttons)) for url, buttons in groupby(todo.buttons, key=lambda button: button.url)))


def _rows(sections: Iterable[MineSection], member: Member, request: HttpRequest) -> list[Row]:
    """The first stretch begins with the todos, so what comes first may stand beside them."""
    rows = [Row()]
    for section in sections:
        context = section.contexts.get(member.pk)
        if not section.template or context is None:
            continue
        block = Block(section.key, section.heading, render_to_string(section.template, dict(context), request))
        if section.place == "side":
            rows[-1].side.append(block)
            continue
        if rows[-1].side:
            rows.append(Row())
        rows[-1].main.append(block)
    return rows
