"""What every list of the hub in the Wagtail admin has: wagtail-modeladmin with its open ends closed."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.sites import AdminSite
from django.contrib.admin.utils import label_for_field, unquote
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import Model, ProtectedError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from wagtail.admin import messages
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import DeleteView, HistoryView, IndexView, InspectView

# A cell that begins with one of these is a formula to a spreadsheet program (OWASP: CSV injection).
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")

_CONTROLS = re.compile("[\x00-\x1f\x7f]+")

# What the filters say is looked up here: django.contrib.admin, whose words these are, need not be installed.
FILTER_WORDS = (
    gettext_noop("By %(filter_title)s"),
    *(gettext_noop("Any date"), gettext_noop("Today"), gettext_noop("Past 7 days"), gettext_noop("This month"), gettext_noop("This year")),
    *(gettext_noop("No date"), gettext_noop("Has date"), gettext_noop("Empty"), gettext_noop("Not empty"), gettext_noop("Unknown")),
)


class ListView(IndexView):
    """Only the list's own filters can be asked for: any other lookup in the address could probe columns that nobody shows."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.GET = without_controls(request.GET)  # type: ignore[assignment]  # the stubs want it immutable; nobody changes it
        try:
            response: HttpResponse = super().dispatch(request, *args, **kwargs)
        except IncorrectLookupParameters:
            messages.warning(request, _("The address asked for a choice that this list does not have."))
            return redirect(self.index_url)
        return response

    def get_filters(self, request: HttpRequest) -> Any:
        specs, has_filters, remaining, use_distinct = super().get_filters(request)
        if remaining:
            raise IncorrectLookupParameters
        for spec in specs:
            spec.template = {"admin/filter.html": "mobility_hub/admin/filter.html"}.get(spec.template, spec.template)
        return specs, has_filters, remaining, use_distinct

    def get_heading(self, queryset: Any, field: str) -> str:
        return capfirst(str(label_for_field(field, model=self.model, model_admin=self.model_admin)))

    def to_row_dict(self, item: Model) -> OrderedDict[str, Any]:
        """The cells as people read them: a choice by its words, never as a formula."""
        row = super().to_row_dict(item)
        shown = {field: getattr(item, f"get_{field}_display", lambda value=value: value)() for field, value in row.items()}
        return OrderedDict((field, plain_cell(value)) for field, value in shown.items())


def without_controls(query: QueryDict) -> QueryDict:
    """Return the query with a space for its control characters: PostgreSQL fails on text with a NUL in it."""
    clean = QueryDict(mutable=True)
    for name, values in query.lists():
        clean.setlist(_CONTROLS.sub(" ", name), [_CONTROLS.sub(" ", value).strip() for value in values])
    return clean


def plain_cell(value: Any) -> Any:
    """Return a cell that no spreadsheet program takes for a formula."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_SIGNS) and value != "-" else value
    return value if value is None or isinstance(value, int | float) or hasattr(value, "isoformat") else str(value)


class GuardedHistoryView(HistoryView):
    """modeladmin shows an object's history to everybody with access to the admin; here it takes a permission for the object."""

    def check_action_permitted(self, user: AbstractBaseUser) -> bool:
        helper = self.permission_helper
        return bool(helper.user_can_edit_obj(user, self.instance) or helper.user_can_inspect_obj(user, self.instance))


class FactsView(InspectView):
    """One thing's facts, each named as in the lists."""

    def get_field_label(self, field_name: str, field: Any = None) -> str:
        if field is not None and field.auto_created and field.related_model:
            return capfirst(str(field.related_model._meta.verbose_name_plural))
        return capfirst(str(super().get_field_label(field_name, field)))


class CarefulDeleteView(DeleteView):
    """What is in use stays, and says so; modeladmin's own list of uses fails on relations without a way back."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.instance.delete()
        except ProtectedError:
            messages.error(request, _("“%(thing)s” is in use, so it cannot be deleted.") % {"thing": self.instance})
        else:
            messages.success(request, _("“%(thing)s” is deleted.") % {"thing": self.instance})
        return redirect(self.index_url)


class NothingNew(PermissionHelper):
    """For rows that come about elsewhere: nobody makes or deletes them here."""

    def user_can_create(self, user: AbstractBaseUser) -> bool:
        return False

    def user_can_delete_obj(self, user: AbstractBaseUser, obj: Model) -> bool:
        return False


class HubModelAdmin(ModelAdmin):
    """A list of the hub. A filter on a relation asks the site of django.contrib.admin, which few sites have: an empty one answers."""

    index_view_class = ListView
    history_view_class = GuardedHistoryView
    inspect_view_class = FactsView
    delete_view_class = CarefulDeleteView
    index_view_extra_css: ClassVar[list[str]] = ["mobility_hub/lists.css"]
    add_to_settings_menu = False
    list_per_page = 50

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.admin_site = AdminSite()

    def edit_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        return self._view_of(super().edit_view, request, instance_pk)

    def delete_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        return self._view_of(super().delete_view, request, instance_pk)

    def inspect_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        return self._view_of(super().inspect_view, request, instance_pk)

    def history_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        return self._view_of(super().history_view, request, instance_pk)

    def _view_of(self, view: Callable[[HttpRequest, str], HttpResponse], request: HttpRequest, instance_pk: str) -> HttpResponse:
        """Show one row. Raises ``Http404`` for what no row can be known by: letters, or a number too large for the column."""
        try:
            self.opts.pk.clean(unquote(instance_pk), None)
        except ValidationError:
            raise Http404 from None
        return view(request, instance_pk)

    def get_menu_label(self) -> str | Promise:
        """In the reader's language; modeladmin's own is fixed when the site starts, with a capital in every word."""
        return self.menu_label or capfirst(self.opts.verbose_name_plural)
