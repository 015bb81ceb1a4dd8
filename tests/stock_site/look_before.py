"""Run inside a new site before the hub is installed: what its own start page costs and shows."""

import json
import sys
from pathlib import Path

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

client = Client(SERVER_NAME="localhost")
client.get("/")
with CaptureQueriesContext(connection) as queries:
    page = client.get("/")
assert page.status_code == 200, page.status_code
Path("home-before.html").write_bytes(page.content)
sys.stdout.write("\n" + json.dumps({"home_queries": len(queries)}) + "\n")
