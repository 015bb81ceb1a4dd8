"""Browser tests: Debian's Chromium, and a demo of their own in processes of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": quiet}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "sv-SE", "timezone_id": "Europe/Stockholm"}


def free_port() -> int:
    """A port that is free, and free 25 above it for the mail server."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        with socket.socket() as other:
            if port < 65000 and other.connect_ex(("127.0.0.1", port + 25)) != 0:
                return port


class Demo:
    """A running demo: its address, and its management commands."""

    def __init__(self, port: int, folder: Path) -> None:
        self.address = f"http://127.0.0.1:{port}"
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL")}
        self.environment = {**kept, "VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "settings.dev", "BASE_URL": self.address}
        self.log = folder / "demo.log"

    def run(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True, timeout=300).stdout


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """``manage.py demo`` with a database of its own, as ``make demo`` starts it; stopped by Ctrl-C at the end."""
    port, folder = free_port(), tmp_path_factory.mktemp("demo")
    running = Demo(port, folder)
    with running.log.open("w") as log:
        command = [sys.executable, "manage.py", "demo", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=running.environment, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait_for(running, process)
            yield running
        finally:
            if process.poll() is None:
                os.kill(process.pid, signal.SIGINT)
            process.wait(timeout=60)
    assert process.returncode == 0, running.log.read_text()[-3000:]


def _wait_for(running: Demo, process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(600):
        assert process.poll() is None, running.log.read_text()[-3000:]
        try:
            urllib.request.urlopen(f"{running.address}/healthz/", timeout=2)
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError(running.log.read_text()[-3000:])
