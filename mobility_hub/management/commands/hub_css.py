from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mobility_hub import stylesheet


class Command(BaseCommand):
    help = "Writes the served stylesheet hub.css from its sources (for those who change the hub's style)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when hub.css is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        css = stylesheet.served_css()
        fresh = stylesheet.SERVED.exists() and stylesheet.SERVED.read_text(encoding="utf-8") == css
        if options["check"] and not fresh:
            raise CommandError("hub.css is stale: run manage.py hub_css")
        if not fresh:
            stylesheet.SERVED.write_text(css, encoding="utf-8")
        self.stdout.write(f"{stylesheet.SERVED.name}: {len(css.encode())} bytes")
