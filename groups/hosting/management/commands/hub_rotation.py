"""Trying the rotation out: ``manage.py hub_rotation simulate --organisations 7 --meetings 100``."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from groups.hosting.simulation import Simulation, parse_weights, simulate

MOST_FIGURES = 2_000_000  # organisations times meetings: each meeting prints a figure for each organisation


class Command(BaseCommand):
    help = "Try the rotation of hosts out, without a database: who hosts, and how far from its fair share each ever is."

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        trial = commands.add_parser("simulate", help="Let made-up organisations host made-up meetings.")
        trial.add_argument("--organisations", type=int, default=None, help="How many take turns (default: as many as weights, or 7).")
        trial.add_argument("--weights", default="", help="Their shares, such as 1,1,0.5 (default: equal).")
        trial.add_argument("--meetings", type=int, default=100, help="How many meetings (default: 100).")
        trial.add_argument("--decline", type=float, default=0.0, help="The probability of a no, from 0 to 1 (default: 0).")
        trial.add_argument("--seed", type=int, default=0, help="The same seed gives the same simulation (default: 0).")
        trial.add_argument("--format", choices=["table", "json"], default="table", help="How to print it (default: table).")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            weights = _weights(options["organisations"], options["weights"])
            _check_size(len(weights), options["meetings"])
            found = simulate(weights, options["meetings"], options["decline"], options["seed"])
        except ValueError as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(json.dumps(found, indent=2) if options["format"] == "json" else _table(found))


def _weights(organisations: int | None, written: str) -> tuple[Fraction, ...]:
    _check_size(organisations or 0, 1)
    weights = parse_weights(written) if written else (Fraction(1),) * (7 if organisations is None else organisations)
    if organisations is not None and written and len(weights) != organisations:
        raise ValueError(f"{organisations} organisations need {organisations} weights, not {len(weights)}.")
    return weights


def _check_size(organisations: int, meetings: int) -> None:
    if organisations * meetings > MOST_FIGURES:
        raise ValueError(f"Too large: organisations times meetings may be at most {MOST_FIGURES}.")


def _table(found: Simulation) -> str:
    names = [organisation["name"] for organisation in found["organisations"]]
    host_width = max(len("host"), *(len(name) for name in names))
    lines = [f"{'meeting':>7}  {'host':<{host_width}}  hosted / fair share, organisation 1 to {len(names)}"]
    for meeting in found["meetings"]:
        figures = "  ".join(f"{meeting['hosted'][name]}/{meeting['fair_share'][name]:.2f}" for name in names)
        lines.append(f"{meeting['number']:>7}  {meeting['host'] or 'nobody':<{host_width}}  {figures}")
    bound = "none for one organisation" if found["bound"] is None else f"{found['bound']:.4f}"
    return "\n".join([*lines, "", f"Largest deviation: {found['largest_deviation']:.4f} meetings", f"Bound without a no: {bound}"])
