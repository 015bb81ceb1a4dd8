"""Run inside a new site after the five steps: create one of everything, fetch it, and tell what was seen."""

import json
import re
import sys
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.mail import get_connection, send_mail  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402
from mysite.settings import base  # noqa: E402

from mobility_hub.cases.models import CaseIndexPage, CaseStudyPage  # noqa: E402
from mobility_hub.directory.models import Affiliation, Member, Organisation, Topic  # noqa: E402
from mobility_hub.networks.models import NetworkIndexPage, NetworkPage  # noqa: E402
from mobility_hub.outbox.models import OutgoingMail  # noqa: E402
from mobility_hub.overview.models import TopicIndexPage, TopicPage  # noqa: E402

WITH_GROUPS = sys.argv[1] == "groups"
client = Client(SERVER_NAME="localhost")
seen: dict[str, object] = {}


def plain(html: bytes) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", html.decode())


client.get("/")
with CaptureQueriesContext(connection) as queries:
    page = client.get("/")
seen["home_queries"] = len(queries)
before = plain(Path("home-before.html").read_bytes())
seen["home_html_same"] = plain(page.content) == before

topic = Topic.objects.create(slug="elsparkcykel", name_sv="Elsparkcykel", name_en="E-scooter")
town = Organisation.objects.create(kind="municipality", name="Granby", official_name="Granby kommun", slug="granby")
network = NetworkIndexPage.objects.get().add_child(instance=NetworkPage(title="Nätverket", slug="natverket", summary="Kort."))
network.topics.add(topic)
network.save()
network.save_revision().publish()
case = CaseIndexPage.objects.get().add_child(instance=CaseStudyPage(title="Exemplet", slug="exemplet", approach="Så gjorde vi."))
case.save_revision().publish()
topic_page = TopicIndexPage.objects.get().add_child(instance=TopicPage(title="Elsparkcykel", slug="elsparkcykel", topic=topic))
topic_page.save_revision().publish()

user = get_user_model().objects.create_user("kim", "kim@granby.example", "a-long-password")
member = Member.objects.create(user=user, name="Kim", email=user.email)
affiliation = Affiliation.objects.create(member=member, organisation=town, verified_how="administrator")
addresses = {
    "networks": network.get_parent().url,
    "network": network.url,
    "cases": case.get_parent().url,
    "case": case.url,
    "topics": topic_page.get_parent().url,
    "topic": topic_page.url,
    "search": "/sok/?q=exempel",
    "own search": "/search/?query=home",
    "admin login": "/admin/login/",
}
pages = {name: client.get(url) for name, url in addresses.items()}
seen["login"] = client.get("/login/").status_code
seen["members_redirect"] = client.get("/mitt/").headers.get("Location", "")
assert client.post("/login/?next=/mitt/", {"username": "kim", "password": "a-long-password"}).headers["Location"] == "/mitt/"
pages["mine"] = client.get("/mitt/")
if WITH_GROUPS:
    from groups.discussions.models import Thread
    from groups.meetings.models import AgendaItem, Meeting
    from groups.membership.models import Eligibility, Membership, PracticeGroup

    group = PracticeGroup.objects.create(name="Gruppen", purpose="Syftet", state="active")
    Eligibility.objects.create(practice_group=group, organisation_kind="municipality")
    Membership.objects.create(
        practice_group=group, member=member, affiliation=affiliation, role="facilitator", state="active", since=timezone.now()
    )
    pages["group"] = client.get(f"/mina-grupper/{group.public_id}/")
    pages["threads"] = client.get(f"/mina-grupper/{group.public_id}/diskussioner/")
    from groups.discussions.actions import start_thread

    thread = start_thread(practice_group=group, actor=user, kind="question", title="Frågan", text="Texten", submission="1")
    assert Thread.objects.count() == 1
    pages["thread"] = client.get(f"/mina-grupper/{group.public_id}/diskussioner/{thread.public_id}/")
    starts = timezone.now() + timezone.timedelta(days=30)
    meeting = Meeting.objects.create(practice_group=group, number=1, starts_at=starts, ends_at=starts + timezone.timedelta(hours=2))
    AgendaItem.objects.create(meeting=meeting, title="Läget", purpose="inform", minutes=20)
    pages["meeting"] = client.get(f"/mina-grupper/{group.public_id}/moten/{meeting.public_id}/")
seen["statuses"] = {name: response.status_code for name, response in pages.items()}
hub_pages = [response for name, response in pages.items() if name not in ("own search", "admin login")]
seen["hub_pages_in_site_base"] = all(b'data-site="own"' in response.content for response in hub_pages)
# A new site's development settings print mail; the hub's line stands in the settings that the server uses.
send_mail("Hej", "Text", "noreply@example.com", ["kim@granby.example"], connection=get_connection(base.EMAIL_BACKEND))
seen["mail_states"] = [mail.state for mail in OutgoingMail.objects.filter(kind="site", address="kim@granby.example")]
seen["user_model"] = settings.AUTH_USER_MODEL
sys.stdout.write("\n" + json.dumps(seen) + "\n")
