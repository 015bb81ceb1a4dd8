"""Set the hub up in a site: ``manage.py hub_setup --under <slug or id of a page>``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from wagtail.models import Page, Site

from mobility_hub.site_setup import set_up


class Command(BaseCommand):
    help = "Makes the hub's index pages, its editors' groups and the review workflow. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--under", help="slug or id of the page to put the hub under (default: the site's start page)")
        parser.add_argument("--language", default="sv", help="language of the pages' titles (default: sv)")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            set_up(under=self._page(options["under"]), say=self.stdout.write)

    def _page(self, wanted: str | None) -> Page:
        if wanted is None:
            site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
            if site is None:
                raise CommandError("The site has no start page yet: make one, or name a page with --under.")
            return site.root_page
        pages = Page.objects.filter(pk=int(wanted)) if wanted.isdigit() else Page.objects.filter(slug=wanted)
        if len(pages) != 1:
            raise CommandError(f"{len(pages)} pages match --under {wanted}; give the page's id.")
        return pages[0]
