"""Writing summaries into the outbox, and choosing when they come."""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from mobility_hub import conf
from mobility_hub.digests.enums import Cadence
from mobility_hub.digests.layout import has_news
from mobility_hub.digests.models import DigestPlan
from mobility_hub.directory.models import Member
from mobility_hub.outbox.actions import Draft, drop_waiting, queue_mails
from mobility_hub.outbox.enums import DropReason, MailState
from mobility_hub.outbox.models import OutgoingMail
from mobility_hub.sections import DigestSection, Window, gather

logger = logging.getLogger(__name__)

KIND = "digest"
HOOK = "register_hub_digest_section"
BATCH = 200

# Who comes back after a long time without summaries gets the last week, not the last year.
COMES_BACK_WITH = timedelta(days=7)
AFTER_A_FAULT = timedelta(hours=1)


def write_digests(now: datetime | None = None) -> int:
    """Write a mail row for each member whose summary is due at ``now`` (UTC) and who has news; return how many.

    Each member's window runs from where the last one ended to a little before ``now`` (``MOBILITY_HUB_DIGEST_LAG_SECONDS``), half-open.
    The row and the plan's new ``covered_until`` are one transaction: late, repeated or broken off, nothing is missed and nothing told
    twice. Without news there is no mail, and the window ends all the same.
    """
    at = now or timezone.now()
    _ensure_plans(at)
    written = 0
    while due := list(DigestPlan.objects.due(at).values_list("pk", flat=True)[:BATCH]):
        handled, made = _write(due, at)
        written += made
        if not handled:
            break  # another run has them in hand
    return written


def write_now(*, member: Member, now: datetime | None = None) -> bool:
    """Write one member's summary as if its time had come; return whether there was news to tell. Their plan goes on as before.

    Somebody who has chosen to get none gets none.
    """
    at = now or timezone.now()
    _ensure_plans(at)
    due = DigestPlan.objects.exclude(cadence=Cadence.NEVER).filter(member=member)
    due.update(next_at=at)
    return any(_write([pk], at)[1] for pk in due.values_list("pk", flat=True))


def choose(
    *,
    member: Member,
    cadence: Cadence,
    weekday: int | None = None,
    hour: time | None = None,
    now: datetime | None = None,
) -> DigestPlan:
    """Set how often ``member`` gets the summary, and on which weekday and at which hour when given. In force at once.

    Switched off, summaries already waiting are dropped too. Switched on again, the next one begins where the last one ended, but not
    more than a week back.
    """
    at = now or timezone.now()
    with transaction.atomic():
        DigestPlan.objects.bulk_create([DigestPlan(member=member, covered_until=at)], ignore_conflicts=True)
        plan = DigestPlan.objects.select_for_update().get(member=member)
        was_on = plan.is_on
        if was_on and cadence == Cadence.NEVER:
            plan.resumes_as = plan.cadence
        plan.cadence = cadence
        plan.weekday = plan.weekday if weekday is None else weekday
        plan.hour = plan.hour if hour is None else hour
        if plan.is_on and not was_on:
            plan.covered_until = max(plan.covered_until, at - COMES_BACK_WITH)
            _give_back(plan, at)
        plan.next_at = plan.next_after(at)
        plan.save()
        if not plan.is_on:
            drop_waiting(OutgoingMail.objects.filter(member=member, kind=KIND), DropReason.UNSUBSCRIBED)
    return plan


def stop(*, member: Member) -> DigestPlan:
    """Switch the summary off."""
    return choose(member=member, cadence=Cadence.NEVER)


def resume(*, member: Member) -> DigestPlan:
    """Switch the summary on again as it was before."""
    plan = DigestPlan.objects.filter(member=member).first()
    return choose(member=member, cadence=Cadence(plan.resumes_as if plan else Cadence.WEEKLY))


def _ensure_plans(at: datetime) -> None:
    """Give every member a plan, and every plan its next moment."""
    new = Member.objects.filter(digest_plan__isnull=True).order_by("pk")
    while members := list(new[:BATCH]):
        plans = [DigestPlan(member=member, covered_until=max(member.joined_at, at - COMES_BACK_WITH)) for member in members]
        DigestPlan.objects.bulk_create(plans, ignore_conflicts=True)
    waiting = DigestPlan.objects.filter(next_at__isnull=True).exclude(cadence=Cadence.NEVER).order_by("pk")
    while plans := list(waiting[:BATCH]):
        for plan in plans:
            plan.next_at = plan.next_after(at)
        DigestPlan.objects.bulk_update(plans, ["next_at"])


def _write(plan_ids: list[int], at: datetime) -> tuple[int, int]:
    """Write one batch. When a room fails for it, halve it until the member it fails for stands alone and waits an hour."""
    try:
        return _write_together(plan_ids, at)
    except DatabaseError:
        raise
    except Exception:
        if len(plan_ids) == 1:
            logger.exception("The summary of member %d could not be written; it is tried again in an hour.", plan_ids[0])
            return DigestPlan.objects.filter(pk__in=plan_ids).update(next_at=at + AFTER_A_FAULT), 0
    middle = len(plan_ids) // 2
    first, second = _write(plan_ids[:middle], at), _write(plan_ids[middle:], at)
    return first[0] + second[0], first[1] + second[1]


@transaction.atomic
def _write_together(plan_ids: list[int], at: datetime) -> tuple[int, int]:
    plans = list(_locked(plan_ids, at))
    until = at - timedelta(seconds=conf.DIGEST_LAG_SECONDS.value)
    windows = {plan.pk: Window(plan.covered_until, max(until, plan.covered_until)) for plan in plans}
    told = [plan for plan in plans if windows[plan.pk].since < windows[plan.pk].until]
    sections: list[DigestSection] = (
        gather(HOOK, [plan.member for plan in told], {plan.pk: windows[plan.pk] for plan in told}) if told else []
    )
    drafts = [_draft(plan, windows[plan.pk], at) for plan in told if has_news(sections, plan.pk)]
    queue_mails(drafts)
    for plan in plans:
        plan.covered_until = windows[plan.pk].until
        plan.next_at = plan.next_after(at)
    DigestPlan.objects.bulk_update(plans, ["covered_until", "next_at"])
    return len(plans), len(drafts)


def _locked(plan_ids: list[int], at: datetime) -> list[DigestPlan]:
    """Those that are still due, kept from other runs; SQLite's transactions are one at a time anyway."""
    plans = DigestPlan.objects.due(at).filter(pk__in=plan_ids).select_related("member__user")
    if connection.features.has_select_for_update_skip_locked:
        plans = plans.select_for_update(skip_locked=True, of=("self",))
    return list(plans)


def _draft(plan: DigestPlan, window: Window, at: datetime) -> Draft:
    about = {"since": window.since.isoformat(), "until": window.until.isoformat()}
    return Draft(kind=KIND, key=f"{KIND}:{plan.pk}:{about['since']}", member=plan.member, about=about, not_before=at)


def _give_back(plan: DigestPlan, at: datetime) -> None:
    """The summary that was waiting when it was switched off, if the plan still stands at its end, is sent after all."""
    dropped = OutgoingMail.objects.filter(member=plan.member_id, kind=KIND, state=MailState.DROPPED, reason=DropReason.UNSUBSCRIBED)
    dropped.filter(about__until=plan.covered_until.isoformat()).update(state=MailState.WAITING, reason="", not_before=at)
