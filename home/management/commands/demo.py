"""Run the whole site in one terminal: ``manage.py demo``. Web, Celery worker with beat, and a local mail server; Ctrl-C stops all."""

from __future__ import annotations

import errno
import os
import shlex
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from honcho.manager import Manager

from home.demo import load as demo

MAIL_PORT_OFFSET = 25


class Command(BaseCommand):
    help = "Migrates, loads the demo content when there is none, and starts web, worker, beat and mail server."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="where the site answers (default: 8000)")
        parser.add_argument("--only-load", action="store_true", help="load the demo content and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.HOME_IN_DEVELOPMENT:
            raise CommandError("The demo runs with development settings only: it has accounts with a known password.")
        port = options["port"]
        mail_port = port + MAIL_PORT_OFFSET
        if not options["only_load"]:
            self._need_free(port, f"make demo PORT={port + 1}")
            self._need_free(mail_port, f"make demo PORT={port + 1}")
        self._migrate()
        if not demo.is_loaded():
            self.stdout.write("Loading the demo content …")
            demo.load()
        if not options["only_load"]:
            self._run(port, mail_port)

    def _need_free(self, port: int, instead: str) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OverflowError:
                raise CommandError(f"Port {port} does not exist. Choose one below 65000: make demo PORT=8001") from None
            except OSError as fault:
                why = "is busy" if fault.errno == errno.EADDRINUSE else f"cannot be used ({fault.strerror})"
                raise CommandError(f"Port {port} {why}. Choose another: {instead}") from None

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Setting up the database …")
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)

    def _run(self, port: int, mail_port: int) -> None:
        address = f"http://127.0.0.1:{port}"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "settings.dev"),
            "DEBUG": "0",
            "BASE_URL": address,
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "PYTHONUNBUFFERED": "1",
        }
        python, variable = shlex.quote(sys.executable), Path(settings.VAR_DIR)
        schedule = shlex.quote(str(variable / "celerybeat-schedule"))
        mailbox = shlex.quote(str(variable / "mail"))
        manager = Manager()
        for name, command in {
            "web": f"{python} -m gunicorn settings.wsgi --bind 127.0.0.1:{port} --threads 4 --log-level warning --no-control-socket",
            "worker": f"{python} -m celery -A settings.celery --quiet worker --loglevel error --pool threads",
            "beat": f"{python} -m celery -A settings.celery --quiet beat --schedule {schedule} --loglevel error --pidfile=",
            "mail": f"{python} -m aiosmtpd -n -l 127.0.0.1:{mail_port} -c aiosmtpd.handlers.Mailbox {mailbox}",
        }.items():
            manager.add_process(name, command, quiet=False, env=environment, cwd=str(settings.BASE_DIR))
        self.stdout.write(demo.welcome(address))
        manager.loop()
        # 130 and 143: stopped by Ctrl-C or a terminate signal, which is how a demo ends.
        sys.exit(0 if manager.returncode in (0, 130, 143, -2, -15) else manager.returncode)
