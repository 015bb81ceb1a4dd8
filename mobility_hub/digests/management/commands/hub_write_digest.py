"""Write the summaries of some members at once: ``manage.py hub_write_digest kim@example.se``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mobility_hub.digests.actions import write_now
from mobility_hub.directory.models import Member


class Command(BaseCommand):
    help = "Writes the summary of each of these members now, as if its time had come. Without news there is none, as always."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("addresses", nargs="+", metavar="ADDRESS", help="a member's e-mail address")

    def handle(self, *args: Any, addresses: list[str], **options: Any) -> None:
        members = {address: Member.objects.filter(email__iexact=address).first() for address in addresses}
        if unknown := [address for address, member in members.items() if member is None]:
            raise CommandError(f"No member has the address {', '.join(unknown)}.")
        for address, member in members.items():
            if member is not None:
                self.stdout.write(f"{address}: {'written' if write_now(member=member) else 'nothing new, or switched off'}")
