"""The doorplates in the Wagtail tree, and the page that lists them. Whatever happens to a page changes nothing inside a group."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from groups.membership.enums import Visibility


class GroupIndexPage(Page):
    """The practice groups that can be found, and how such a group works."""

    lead = models.CharField(_("lead"), max_length=250, blank=True)

    subpage_types: ClassVar[list[str]] = ["hub_membership.PracticeGroupPage"]
    template = "hub_membership/group_index_page.html"
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = _("overview of practice groups")
        verbose_name_plural = _("overviews of practice groups")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from groups.membership import queries  # asks the models of this room, which are not loaded when this module is

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, **queries.index_context(request)}


class DoorplateFields(models.Model):
    """What a doorplate page has of its own, for a site that wants its own page class around it."""

    practice_group = models.ForeignKey(
        "hub_membership.PracticeGroup",
        verbose_name=_("practice group"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="pages",
        limit_choices_to={"visibility": Visibility.LISTED},
        help_text=_("Purpose, result and who takes part are shown as the group has them. A hidden group has no page."),
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.practice_group is not None and not self.practice_group.is_listed:
            raise ValidationError({"practice_group": _("This group is only for those who are invited, so it has no page.")})


class PracticeGroupPage(DoorplateFields, Page):
    """A group's doorplate: what everybody may know of it, and the way to ask."""

    exclude_fields_in_copy: ClassVar[list[str]] = ["practice_group"]
    parent_page_types: ClassVar[list[str]] = ["hub_membership.GroupIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "hub_membership/practice_group_page.html"
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("practice_group")]

    class Meta:
        verbose_name = _("practice group's page")
        verbose_name_plural = _("practice groups' pages")

    def __str__(self) -> str:
        return str(self.title)

    def clean(self) -> None:
        """One page for each group, besides the aliases that Wagtail keeps of it."""
        super().clean()
        others = PracticeGroupPage.objects.filter(practice_group=self.practice_group, alias_of__isnull=True).exclude(pk=self.pk)
        if self.practice_group is not None and self.alias_of_id is None and others.exists():
            raise ValidationError({"practice_group": _("This group has a page already.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Raises ``Http404`` when there is no group behind the page, or one that has become hidden."""
        from groups.membership import queries  # asks the models of this room, which are not loaded when this module is

        if self.practice_group is None or not self.practice_group.is_listed:
            raise Http404
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, **queries.doorplate_context(self.practice_group, request)}

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        shown = self.practice_group is not None and self.practice_group.is_listed
        urls: list[dict[str, Any]] = super().get_sitemap_urls(request) if shown else []
        return urls
