"""Filters and tags of the hub's templates: numbers, days and hours as people read them, fields, pages, and parts with a body.

Hours and days are always those of Europe/Stockholm, whatever the site's own time zone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms, template
from django.core.paginator import Page
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import Context
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext as _

from mobility_hub.sections import nav_title

register = template.Library()
register.filter(nav_title)

STOCKHOLM = ZoneInfo("Europe/Stockholm")

_COUNTED: dict[str, Any] = {
    "agenda item": ngettext_lazy("%(n)s agenda item", "%(n)s agenda items", "count"),
    "answer": ngettext_lazy("%(n)s answer", "%(n)s answers", "count"),
    "case": ngettext_lazy("%(n)s example", "%(n)s examples", "count"),
    "document": ngettext_lazy("%(n)s document", "%(n)s documents", "count"),
    "group": ngettext_lazy("%(n)s group", "%(n)s groups", "count"),
    "inhabitant": ngettext_lazy("%(n)s inhabitant", "%(n)s inhabitants", "count"),
    "meeting": ngettext_lazy("%(n)s meeting", "%(n)s meetings", "count"),
    "member": ngettext_lazy("%(n)s group member", "%(n)s group members", "count"),
    "minute": ngettext_lazy("%(n)s minute", "%(n)s minutes", "count"),
    "municipality": ngettext_lazy("%(n)s municipality", "%(n)s municipalities", "count"),
    "network": ngettext_lazy("%(n)s network", "%(n)s networks", "count"),
    "new answer": ngettext_lazy("%(n)s new answer", "%(n)s new answers", "count"),
    "organisation": ngettext_lazy("%(n)s organisation", "%(n)s organisations", "count"),
    "post": ngettext_lazy("%(n)s post", "%(n)s posts", "count"),
    "result": ngettext_lazy("%(n)s result", "%(n)s results", "count"),
    "thread": ngettext_lazy("%(n)s discussion", "%(n)s discussions", "count"),
    "topic": ngettext_lazy("%(n)s topic", "%(n)s topics", "count"),
}


# Numbers and what is not known


@register.filter
def number(value: object, decimals: int | None = None) -> object:
    """A number in the reader's language, in Swedish grouped by a space that does not break: ``12 000``, ``4,4``, ``−3``.

    Trailing zeros of decimals go unless ``decimals`` is given. What is not a number stays as it is, so ``missing`` can follow;
    give years as text.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return value
    exact = Decimal(str(value))
    if decimals is None:
        exact = exact.normalize() if exact % 1 else exact.quantize(Decimal(1))
    written = number_format(format(exact, "f"), decimals, use_l10n=True, force_grouping=True)
    return written.replace("-", "−")


@register.filter
def missing(value: object, none: str = "") -> object:
    """Tell apart what is not known, what is known to be none, and 0.

    None and blank text are not known: *uppgift saknas*. An empty list is known to be none: the words in ``none``, or
    "none". True and False are yes and no. Anything else, 0 too, stands as it is.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return format_html('<span class="mh-missing">{}</span>', _("not known"))
    if isinstance(value, bool):
        return _("yes") if value else (none or _("no"))
    if isinstance(value, list | tuple | set | frozenset | dict) and not value:
        return none or _("none")
    return value


@register.filter
def counted(count: int, thing: str) -> str:
    """``{{ 3|counted:"case" }}`` is "3 examples": number and word in the reader's language; the words stand in ``_COUNTED``."""
    words = _COUNTED[thing] % {"count": count, "n": number(count)}
    return str(words)


@register.filter
def as_values(value: object) -> list[object]:
    """The values of a fact: of a list its items, of anything else, an empty list too, that one thing."""
    return list(value) if isinstance(value, list | tuple) and value else [value]


@register.filter
def beside(cells: Iterable[object], columns: Iterable[object]) -> list[tuple[object, object]]:
    """Each cell of a table's row with its column. Raises ValueError when their numbers differ."""
    return list(zip(cells, columns, strict=True))


# Days and hours


@register.filter
def day(moment: date | None) -> str:
    """``14 april 2027``"""
    return date_format(_local(moment), "j F Y") if moment else ""


@register.filter
def weekday(moment: date | None) -> str:
    """``onsdag 14 april 2027``"""
    return date_format(_local(moment), "l j F Y") if moment else ""


@register.filter
def short_day(moment: date | None) -> str:
    """``14 april``, with the year when it is not this one."""
    if not moment:
        return ""
    local = _local(moment)
    this_year = timezone.now().astimezone(STOCKHOLM).year
    return date_format(local, "j F" if local.year == this_year else "j F Y")


@register.filter
def clock(moment: datetime | None) -> str:
    """``13.00`` in Swedish, ``13:00`` in English."""
    if not moment:
        return ""
    return _local(moment).strftime("%H.%M" if (get_language() or "").startswith("sv") else "%H:%M")


@register.simple_tag
def hours(start: datetime, end: datetime | None = None) -> str:
    """``13.00–15.30``; over midnight the second day is named."""
    if end is None:
        return clock(start)
    if _local(start).date() == _local(end).date():
        return f"{clock(start)}–{clock(end)}"
    return f"{clock(start)} – {day(end)} {clock(end)}"


@register.simple_tag
def occasion(start: datetime, end: datetime | None = None) -> str:
    """``onsdag 14 april 2027, 13.00–15.30``"""
    return f"{weekday(start)}, {hours(start, end)}"


@register.simple_tag(name="time")
def time_element(moment: date, form: str = "day") -> SafeString:
    """A ``<time>`` with its machine form. ``form``: day, weekday, short_day, clock, or moment (short day and clock)."""
    local = _local(moment)
    machine = local.isoformat(timespec="minutes") if isinstance(local, datetime) else local.isoformat()
    return format_html('<time datetime="{}">{}</time>', machine, _MOMENTS[form](local))


_MOMENTS: dict[str, Callable[[Any], str]] = {
    "day": day,
    "weekday": weekday,
    "short_day": short_day,
    "clock": clock,
    "moment": lambda local: f"{short_day(local)} {clock(local)}",
}


def _local(moment: Any) -> Any:
    """The day or moment in Stockholm; a naive moment is taken to be there already."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return moment.astimezone(STOCKHOLM)
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=STOCKHOLM)
    return moment


# Fields and forms


@register.filter
def control(field: BoundField, css_class: str = "") -> SafeString:
    """The field's widget with the hub's class beside its own. Django sets ``aria-describedby`` and ``aria-invalid``."""
    widget = field.field.widget
    plain = isinstance(widget, forms.CheckboxInput | forms.FileInput | forms.MultiWidget)
    own = widget.attrs.get("class", "")
    classes = " ".join(filter(None, [own, "" if plain and not css_class else "mh-input", css_class]))
    if isinstance(widget, forms.MultiWidget):
        for part in widget.widgets:
            part.attrs.setdefault("class", "mh-input")
    return SafeString(field.as_widget(attrs={"class": classes} if classes else {}))


@register.filter
def shape(field: BoundField) -> str:
    """How ``field.html`` draws the field: ``check``, ``options``, ``parts`` (several controls) or ``plain``."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "options"
    return "parts" if widget.use_fieldset else "plain"


@register.filter
def first_control(field: BoundField) -> str:
    """The id of the control that an error's link leads to: of a group, its first."""
    if shape(field) == "options" or isinstance(field.field.widget, forms.MultiWidget):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.filter
def error_lines(given: forms.BaseForm | Iterable[forms.BaseForm] | None) -> list[dict[str, str]]:
    """Every error of a form, or of several, with its field's label before it, and the control's id where there is one."""
    if given is None:
        return []
    several = [given] if isinstance(given, forms.BaseForm) else list(given)
    lines: list[dict[str, str]] = []
    for form in several:
        lines += [{"text": str(error), "id": ""} for error in form.non_field_errors()]
        for field in form:
            label = str(field.label) if str(field.label).endswith((":", "?", "!", ".")) else f"{field.label}:"
            target = "" if field.is_hidden else first_control(field)
            lines += [{"text": f"{label} {error}", "id": target} for error in field.errors]
    return lines


@register.simple_tag
def filter_parts(form: forms.BaseForm, first: str = "") -> dict[str, Any]:
    """The fields of a filter form: ``first`` (names, parted by spaces) and ``rest``, and whether one of the rest is in use."""
    names = first.split()
    rest = [field for field in form.visible_fields() if field.name not in names]
    in_use = any(field.value() not in (None, "", [], False, field.initial) or field.errors for field in rest)
    return {"first": [form[name] for name in names if name in form.fields], "rest": rest, "in_use": in_use}


@register.simple_tag(takes_context=True)
def post_token(context: Context) -> SafeString:
    """The token of a form sent by POST; works in a part included with ``only`` too, where ``csrf_token`` is empty."""
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(_request(context)))


# Pages of a list


@register.simple_tag(takes_context=True)
def page_address(context: Context, page_number: int, param: str = "page") -> str:
    """The query string of this address with another page; the first page has none of its own."""
    query = _request(context).GET.copy()
    query.pop(param, None)
    if page_number > 1:
        query[param] = str(page_number)
    return f"?{query.urlencode()}"


@register.filter
def page_numbers(page: Page[Model]) -> list[int | str]:
    """The numbers a pager shows: both ends, the neighbours, and "…" between."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


# Parts with a body


@register.simple_block_tag(takes_context=True)
def hubsection(context: Context, content: str, title: str | Promise, **more: Any) -> SafeString:
    """A part of a page with its heading in the margin. ``note``: a line under the heading; ``id``."""
    return _part(context, "section", content, {"title": title, **more})


@register.simple_block_tag(takes_context=True)
def hubpanel(context: Context, content: str, title: str | Promise, **more: Any) -> SafeString:
    """The same inside columns. ``note``, ``id``, ``level`` (3 below another heading)."""
    return _part(context, "panel", content, {"title": title, **more})


@register.simple_block_tag(takes_context=True)
def hubnotice(context: Context, content: str, title: str | Promise = "", **more: Any) -> SafeString:
    """A notice with a body of its own. ``kind``: due or ok; ``level``; ``role``; ``actions`` and ``post_to``."""
    return _part(context, "notice", content, {"title": title, **more})


def _part(context: Context, name: str, content: str, more: Mapping[str, Any]) -> SafeString:
    """Render as ``include … only`` does: the part sees its own values and the request, no context processor runs again."""
    engine = context.template.engine  # type: ignore[union-attr]  # bound while a template renders
    part = engine.get_template(f"mobility_hub/components/{name}.html")
    return part.render(context.new({"body": SafeString(content), **more}))


def _request(context: Context) -> HttpRequest:
    request: HttpRequest = context.request  # type: ignore[attr-defined]  # a RequestContext, in includes too
    return request
