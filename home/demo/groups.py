"""The demo's practice groups: made-up people from made-up municipalities, working on real questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from groups.discussions.actions import mark_answer, reply, start_thread
from groups.discussions.enums import ThreadKind
from groups.discussions.models import Post, Thread
from groups.hosting.enums import TurnState
from groups.hosting.models import HostingPeriod, HostTurn
from groups.meetings.actions import add_item, answer, plan_meeting
from groups.meetings.enums import Answer, ItemKind, MeetingForm, MeetingState, Purpose
from groups.meetings.forms import STOCKHOLM
from groups.meetings.models import Meeting
from groups.membership.actions import describe_group, found_group, join_open
from groups.membership.enums import GroupState, JoinPolicy
from groups.membership.models import GroupIndexPage, Membership, PracticeGroup, PracticeGroupPage
from home.demo import people
from home.models import User
from mobility_hub.directory.models import Affiliation, Topic
from mobility_hub.notices.models import Event
from mobility_hub.outbox.models import OutgoingMail
from mobility_hub.working_days import is_working_day

FOUNDED_DAYS_AGO = 150


def make_groups() -> None:
    """Two groups with doorplates. What they did lies in the past, so no mail about it waits when the demo starts."""
    scooters = _found(
        people.FACILITATOR,
        name="Villkor för elsparkcyklar",
        purpose="Ta fram villkor för uthyrning av elsparkcyklar som flera kommuner kan använda, så att uthyrarna möter samma krav.",
        result="Gemensam mall för villkor",
        meeting_form="Varannan månad, på plats hos den som är mötesvärd och via länk",
        topics=["elsparkcykel", "tillstand-avgifter"],
        members=[people.MEMBER, *people.OTHERS],
    )
    _describe(
        scooters,
        people.FACILITATOR,
        days=200,
        next_step="Jämför avgift per fordon",
        next_step_by="Sjövik och Norrsund",
        situation=(
            "Fyra av fem kommuner har lämnat sina nuvarande villkor. Det som skiljer mest är **avgiften per fordon** och hur snabbt ett "
            "felställt fordon ska flyttas. På nästa möte enas vi om vilka delar som ska vara lika."
        ),
    )
    _discuss(scooters)
    _meet(scooters)
    bikes = _found(
        people.FACILITATOR,
        name="Cykelpool utan driftbidrag",
        purpose="Ta reda på vad som krävs för att upphandla lånecyklar utan årligt driftbidrag, och skriva frågorna till leverantörerna.",
        result="Frågor till leverantörsdialog",
        meeting_form="Digitalt, en timme åt gången",
        topics=["lanecykel", "upphandling"],
        members=people.OTHERS[:2],
    )
    _describe(
        bikes,
        people.FACILITATOR,
        days=120,
        next_step="Samla frågor",
        next_step_by="alla",
        situation="Vi har just börjat. Skriv i diskussionen vilka frågor ni vill ställa till leverantörerna.",
    )
    OutgoingMail.objects.all().delete()


def _user(person: people.Person) -> User:
    return User.objects.get(email=person.email)


def _membership(practice_group: PracticeGroup, person: people.Person) -> Membership:
    return Membership.objects.select_related("member__user", "affiliation__organisation").get(
        practice_group=practice_group, member__user__email=person.email
    )


def _found(
    facilitator: people.Person,
    *,
    name: str,
    purpose: str,
    result: str,
    meeting_form: str,
    topics: list[str],
    members: Sequence[people.Person],
) -> PracticeGroup:
    practice_group = found_group(
        actor=None,
        facilitator=Affiliation.objects.get(member__user__email=facilitator.email),
        name=name,
        purpose=purpose,
        result=result,
        meeting_form=meeting_form,
        topics=Topic.objects.filter(slug__in=topics),
        state=GroupState.ACTIVE,
        join_policy=JoinPolicy.OPEN,
        founded_at=timezone.now() - timedelta(days=FOUNDED_DAYS_AGO),
    )
    for person in members:
        join_open(actor=_user(person), practice_group=practice_group, affiliation=Affiliation.objects.get(member__user__email=person.email))
    practice_group.join_policy = JoinPolicy.REQUEST
    practice_group.save(update_fields=["join_policy"])
    practice_group.memberships.update(since=practice_group.founded_at, asked_at=practice_group.founded_at)
    page = PracticeGroupPage(title=name, practice_group=practice_group)
    GroupIndexPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    return practice_group


def _describe(practice_group: PracticeGroup, by: people.Person, *, days: int, next_step: str, next_step_by: str, situation: str) -> None:
    today = timezone.localdate()
    describe_group(
        actor=_user(by),
        practice_group=practice_group,
        result=practice_group.result,
        result_on=today + timedelta(days=days),
        next_step=next_step,
        next_step_by=next_step_by,
        next_step_on=today + timedelta(days=20),
        situation=situation,
    )


def _discuss(practice_group: PracticeGroup) -> None:
    nina, lars, tove = people.OTHERS
    question = start_thread(
        actor=_user(people.MEMBER),
        practice_group=practice_group,
        kind=ThreadKind.QUESTION,
        title="Hur motiverar ni avgiften per fordon i tjänsteskrivelsen?",
        text="Vår nämnd vill se varför det blir just den summan. Utgår ni från markytan, från kostnaden för tillsyn, eller något annat?",
    )
    answered = reply(
        actor=_user(nina),
        thread=question,
        text="Vi utgår från markytan: **1,5 m² per fordon** och samma taxa som för uteserveringar. Då är avgiften lätt att visa i nämnden.",
    )
    follow_up = reply(
        actor=_user(people.MEMBER),
        thread=question,
        parent=answered,
        text="> samma taxa som för uteserveringar\n\nGäller den hela året hos er?",
    )
    reply(actor=_user(nina), thread=question, parent=follow_up, text="Ja, men halva avgiften november till mars.")
    reply(
        actor=_user(lars),
        thread=question,
        text="Tänk på att avgift för tillsyn och avgift för mark är två olika saker. Skriv dem i var sin punkt.",
    )
    mark_answer(actor=_user(people.MEMBER), post=answered)
    _move(question, days=40)
    open_question = start_thread(
        actor=_user(tove),
        practice_group=practice_group,
        kind=ThreadKind.QUESTION,
        title="Vilka data ber ni uthyrarna om, och hur ofta?",
        text="Vi begärde antal fordon per dygn och fick en bild i ett mejl. Vad har fungerat för er?\n\n- antal fordon\n- flyttade fordon",
    )
    reply(
        actor=_user(people.FACILITATOR), thread=open_question, text="Vi får en fil i månaden. Jag lägger upp vår kravtext till nästa möte."
    )
    _move(open_question, days=12)
    talk = start_thread(
        actor=_user(people.FACILITATOR),
        practice_group=practice_group,
        kind=ThreadKind.DISCUSSION,
        title="Samråd med polisen innan första etableringen",
        text="Polisens yttrande tog åtta veckor hos oss. Börja därför med det, och skriv villkoren under tiden.",
    )
    _move(talk, days=70)


def _move(thread: Thread, *, days: int) -> None:
    """Let the thread have been started ``days`` ago, with a post on each working day from then on, in office hours."""
    day = timezone.localdate() - timedelta(days=days)
    start = _in_office_hours(day, 1)
    for post in thread.posts.order_by("position"):
        at = _in_office_hours(day, post.position)
        day = at.date() + timedelta(days=1)
        Post.objects.filter(pk=post.pk).update(written_at=at)
        Event.objects.filter(object_kind=post._meta.label_lower, object_id=post.pk).update(at=at)
        Thread.objects.filter(pk=thread.pk).update(last_post_at=at)
    Thread.objects.filter(pk=thread.pk).update(started_at=start)
    Thread.objects.filter(pk=thread.pk, answered_at__isnull=False).update(answered_at=start + timedelta(days=2))
    Event.objects.filter(object_kind=thread._meta.label_lower, object_id=thread.pk).update(at=start)


def _in_office_hours(day: date, number: int) -> datetime:
    """A moment on ``day``, or the next working day, at an hour that differs from one number to the next."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, time(9 + number * 3 % 7, number * 17 % 60), tzinfo=STOCKHOLM)


def _meet(practice_group: PracticeGroup) -> None:
    """Two meetings that were, hosted in turn, and one to come with its agenda."""
    founded = practice_group.founded_at
    for organisation_id in practice_group.memberships.order_by("pk").values_list("affiliation__organisation", flat=True):
        period = HostingPeriod.objects.create(practice_group=practice_group, organisation_id=organisation_id, since=founded)
        period.shares.create(since=founded)
    _held(practice_group, 1, days=110, host=people.FACILITATOR)
    _held(practice_group, 2, days=50, host=people.MEMBER)
    facilitator = _membership(practice_group, people.FACILITATOR)
    starts_at = _tuesday(50)
    meeting = plan_meeting(
        practice_group=practice_group,
        actor=facilitator,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2, minutes=30),
        form=MeetingForm.BOTH,
        title="Vilka villkor ska vara lika?",
        link="https://mote.example/elsparkcyklar",
    )
    for title, kind, purpose, owner, minutes in [
        ("Välkomna", ItemKind.FRAMING, "", "", 10),
        ("Läget: villkor i fem kommuner", ItemKind.WORKING, Purpose.INFORM, "Granby", 20),
        ("Avgift per fordon: vad ska vara lika?", ItemKind.WORKING, Purpose.AGREE, "Sjövik", 40),
        ("Paus", ItemKind.FRAMING, "", "", 15),
        ("Data från uthyrarna", ItemKind.WORKING, Purpose.VIEWS, "", 25),
        ("Mallens avsnitt 2 och 3", ItemKind.WORKING, Purpose.WORK, "Norrsund", 30),
        ("Uppgifter och nästa möte", ItemKind.FRAMING, "", "", 10),
    ]:
        add_item(meeting=meeting, actor=facilitator, title=title, kind=kind, purpose=purpose, owner=owner, minutes=minutes)
    answer(meeting=meeting, actor=_membership(practice_group, people.OTHERS[0]), answer=Answer.COMING)
    answer(
        meeting=meeting, actor=_membership(practice_group, people.OTHERS[1]), answer=Answer.APOLOGY, deputy="en kollega från gatuenheten"
    )


def _held(practice_group: PracticeGroup, number: int, *, days: int, host: people.Person) -> None:
    starts_at = _tuesday(-days)
    membership = _membership(practice_group, host)
    meeting = Meeting.objects.create(
        practice_group=practice_group,
        number=number,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place=f"Kommunhuset, {membership.affiliation.organisation.name}",
        state=MeetingState.APPROVED,
        planned_at=starts_at - timedelta(days=30),
    )
    HostTurn.objects.create(
        meeting=meeting,
        organisation=membership.affiliation.organisation,
        state=TurnState.HOSTED,
        proposed_at=meeting.planned_at,
        answered_at=meeting.planned_at,
        answered_by=membership.member,
    )


def _tuesday(days: int) -> datetime:
    """One o'clock on the first Tuesday from ``days`` days from today."""
    day = timezone.localdate() + timedelta(days=days)
    day += timedelta(days=(1 - day.weekday()) % 7)
    return datetime.combine(day, time(13), tzinfo=STOCKHOLM)
