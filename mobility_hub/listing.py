"""What every list of the hub in the Wagtail admin has: wagtail-modeladmin with its open ends closed."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.sites import AdminSite
from django.contrib.admin.utils import label_for_field
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from wagtail.admin import messages
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import DeleteView, HistoryView, IndexView

# A cell that begins with one of these is a formula to a spreadsheet program (OWASP: CSV injection).
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")

# What the filters say is looked up here: django.contrib.admin, whose words these are, need not be installed.
FILTER_WORDS = (
    gettext_noop("By %(filter_title)s"),
    *(gettext_noop("Any date"), gettext_noop("Today"), gettext_noop("Past 7 days"), gettext_noop("This month"), gettext_noop("This year")),
    *(gettext_noop("No date"), gettext_noop("Has date"), gettext_noop("Empty"), gettext_noop("Not empty"), gettext_noop("Unknown")),
)


class ListView(IndexView):
    """Only the list's own filters can be asked for: any other lookup in the address could probe columns that nobody shows."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
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
        return specs, has_filters, remaining, use_distinct

    def get_heading(self, queryset: Any, field: str) -> str:
        return capfirst(str(label_for_field(field, model=self.model, model_admin=self.model_admin)))

    def to_row_dict(self, item: Model) -> OrderedDict[str, Any]:
        """The cells as people read them: a choice by its words, never as a formula."""
        row = super().to_row_dict(item)
        shown = {field: getattr(item, f"get_{field}_display", lambda value=value: value)() for field, value in row.items()}
        return OrderedDict((field, plain_cell(value)) for field, value in shown.items())


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
    delete_view_class = CarefulDeleteView
    add_to_settings_menu = False
    list_per_page = 50

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.admin_site = AdminSite()

    def get_menu_label(self) -> str | Promise:
        """In the reader's language; modeladmin's own is fixed when the site starts, with a capital in every word."""
        return self.menu_label or capfirst(self.opts.verbose_name_plural)
