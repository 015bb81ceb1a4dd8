"""Whom a person works for: found out from the address, asked for, approved, declined, ended.

Every action is one transaction, leaves a line in the trail and tells higher floors by the directory's signals.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mobility_hub.directory.actions import ensure_member, one_line
from mobility_hub.directory.domains import domain_of, is_free_mail
from mobility_hub.directory.enums import Capacity, RequestState, VerifiedBy
from mobility_hub.directory.models import Affiliation, AffiliationRequest, Member, Organisation, OrganisationDomain
from mobility_hub.directory.signals import affiliation_ended, affiliation_started
from mobility_hub.markup import clean_text
from mobility_hub.outbox.actions import queue_mail
from mobility_hub.trail.actions import record
from mobility_hub.verification.enums import Fault
from mobility_hub.verification.permissions import can_answer_requests, can_confirm_domains, can_end_affiliation
from mobility_hub.verification.queries import confirmed_addresses, organisation_of, verifies_at_once


class VerificationError(Exception):
    """What was asked for cannot be done; the text says why, for the person who asked."""


class AlreadyAnswered(VerificationError):
    """Somebody else has answered the request in the meantime."""


@dataclass(frozen=True)
class Conflict:
    domain: OrganisationDomain
    fault: Fault


@dataclass(frozen=True)
class Confirmation:
    """What came of confirming domains: those confirmed now, and those that could not be, each with the reason."""

    confirmed: tuple[OrganisationDomain, ...]
    conflicts: tuple[Conflict, ...]


# From the sign-in


@transaction.atomic
def email_confirmed(user: AbstractBaseUser, email: str) -> Affiliation | None:
    """Say that ``email`` is really the account's: makes the member, and verifies an employee when the domain is an organisation's.

    Returns the affiliation that the address proves, new or known, or None. The address becomes the one for the hub's mail when it is the
    account's own. A site whose sign-in is not allauth calls this when it has confirmed an address.
    """
    member = ensure_member(user)
    if email == getattr(user, user.get_email_field_name()) and member.email != email:
        member.email = email
        member.save(update_fields=["email"])
    organisation = organisation_of(email)
    if organisation is None:
        return None
    open_one = Affiliation.objects.filter(member=member, organisation=organisation, until__isnull=True).first()
    if open_one or not verifies_at_once(member, organisation):
        return open_one
    return _start(member, organisation, VerifiedBy.DOMAIN)


@transaction.atomic
def addresses_changed(user: AbstractBaseUser, *, primary: str, confirmed: Collection[str]) -> None:
    """Follow a change of the account's addresses: mail goes to ``primary``; what only a lost address proved ends.

    An affiliation verified by its domain ends when none of ``confirmed`` is in a confirmed domain of the organisation any more.
    """
    member = ensure_member(user)
    if primary and primary in confirmed and member.email != primary:
        member.email = primary
        member.save(update_fields=["email"])
    domains = {domain for domain in map(domain_of, confirmed) if domain}
    proven = OrganisationDomain.objects.confirmed().filter(domain__in=domains).values("organisation")
    lost = Affiliation.objects.filter(member=member, verified_how=VerifiedBy.DOMAIN, until__isnull=True).exclude(organisation__in=proven)
    for affiliation in lost:
        _end(affiliation, actor=None, at=timezone.now())


# From the person


@transaction.atomic
def ask_for_affiliation(
    member: Member, *, organisation_name: str, organisation: Organisation | None, title: str, capacity: str
) -> Affiliation | AffiliationRequest:
    """Say whom one works for, and as what.

    An employee with a confirmed address in the organisation's domain is verified at once, and one already verified there only changes
    the title: the affiliation is returned. Everything else waits for an administrator: the request is returned, and a request that
    waits already is changed, since one at a time is enough. Elected representatives and consultants always wait, and what their address
    alone made of them ends, since they say themselves that it is wrong.
    """
    title = one_line(title)
    addresses = confirmed_addresses(member.user)
    if organisation is not None:
        known = Affiliation.objects.current().filter(member=member, organisation=organisation, capacity=capacity).first()
        if known:
            known.title = title
            known.save(update_fields=["title"])
            return known
        proven = any(organisation_of(address) == organisation for address in addresses)
        if capacity == Capacity.EMPLOYED and proven and verifies_at_once(member, organisation):
            return _start(member, organisation, VerifiedBy.DOMAIN, title=title)
    _end_what_was_assumed(member, organisation, capacity)
    request, _created = AffiliationRequest.objects.update_or_create(
        member=member,
        state=RequestState.WAITING,
        defaults={
            "organisation_name": one_line(organisation.official_name if organisation else organisation_name),
            "organisation": organisation,
            "title": title,
            "capacity": capacity,
            "email": addresses[0] if addresses else "",
        },
    )
    record("affiliation_request.asked", actor=member.user, thing=request, capacity=capacity)
    return request


@transaction.atomic
def end_affiliation(affiliation: Affiliation, *, actor: AbstractBaseUser, at: datetime | None = None) -> None:
    """End an affiliation at ``at`` (UTC, default now, never in the future); one that has ended stays as it is.

    Raises ``PermissionDenied`` unless ``actor`` is an administrator or the person themselves, ``VerificationError`` for an impossible time.
    """
    if not can_end_affiliation(actor, affiliation):
        raise PermissionDenied
    now = timezone.now()
    moment = at or now
    if moment > now or moment < affiliation.since:
        raise VerificationError(_("Choose a day between the start of the affiliation and today."))
    _end(affiliation, actor=actor, at=moment)


# From the administrator


@transaction.atomic
def approve_request(request: AffiliationRequest, *, organisation: Organisation, actor: AbstractBaseUser) -> Affiliation:
    """Approve a waiting request to ``organisation``, and tell the person by mail.

    Raises ``AlreadyAnswered`` when it no longer waits, ``VerificationError`` for an organisation that is not active.
    """
    if not can_answer_requests(actor):
        raise PermissionDenied
    if not organisation.active:
        raise VerificationError(_("This organisation is not active."))
    _answer(request, actor, state=RequestState.APPROVED, organisation=organisation)
    affiliation = Affiliation.objects.filter(member=request.member, organisation=organisation, until__isnull=True).first()
    if affiliation and affiliation.capacity != request.capacity:
        _end(affiliation, actor=actor, at=timezone.now())
        affiliation = None
    if affiliation is None:
        affiliation = _start(
            request.member, organisation, VerifiedBy.ADMINISTRATOR, title=request.title, capacity=request.capacity, actor=actor
        )
    queue_mail(kind="affiliation_approved", key=f"affiliation_approved:{request.pk}", member=request.member, about={"request": request.pk})
    return affiliation


@transaction.atomic
def decline_request(request: AffiliationRequest, *, reason: str, actor: AbstractBaseUser) -> None:
    """Decline a waiting request with a reason, which the person gets by mail.

    Raises ``AlreadyAnswered`` when it no longer waits, ``VerificationError`` without a reason.
    """
    if not can_answer_requests(actor):
        raise PermissionDenied
    reason = clean_text(reason)
    if not reason:
        raise VerificationError(_("Write a reason: the person gets it by mail."))
    _answer(request, actor, state=RequestState.DECLINED, reason=reason)
    queue_mail(kind="affiliation_declined", key=f"affiliation_declined:{request.pk}", member=request.member, about={"request": request.pk})


def confirm_domains(domains: Iterable[OrganisationDomain], *, actor: AbstractBaseUser) -> Confirmation:
    """Confirm e-mail domains, one or many: from now on they verify employees, and those who wait with an address there are approved.

    Each stands for itself: one that cannot be confirmed is reported and does not stop the others. One confirmed before stays so.
    """
    if not can_confirm_domains(actor):
        raise PermissionDenied
    wanted = [domain for domain in domains if domain.confirmed_at is None]
    texts = [domain.domain for domain in wanted]
    confirmed, conflicts = [], []
    for domain in wanted:
        fault = Fault.TWICE if texts.count(domain.domain) > 1 else _confirm(domain, actor)
        if fault:
            conflicts.append(Conflict(domain, fault))
        else:
            confirmed.append(domain)
    return Confirmation(tuple(confirmed), tuple(conflicts))


def _confirm(domain: OrganisationDomain, actor: AbstractBaseUser) -> Fault | None:
    if is_free_mail(domain.domain):
        return Fault.FREE_MAIL
    if not domain.organisation.active:
        return Fault.INACTIVE
    try:
        with transaction.atomic():
            domain.confirmed_at, domain.confirmed_by_id = timezone.now(), actor.pk
            domain.save(update_fields=["confirmed_at", "confirmed_by"])
            record("domain.confirmed", actor=actor, thing=domain, organisation=domain.organisation_id)
            _approve_those_who_wait(domain, actor)
    except IntegrityError:  # hub_domain_confirmed_once: another organisation has it
        domain.confirmed_at, domain.confirmed_by_id = None, None
        return Fault.TAKEN
    return None


def _approve_those_who_wait(domain: OrganisationDomain, actor: AbstractBaseUser) -> None:
    waiting = AffiliationRequest.objects.filter(
        state=RequestState.WAITING, capacity=Capacity.EMPLOYED, organisation=domain.organisation_id, email__iendswith=f"@{domain.domain}"
    )
    for request in waiting.select_related("member__user"):
        if domain_of(request.email) == domain.domain and request.email in confirmed_addresses(request.member.user):
            _approve_by_domain(request, domain.organisation, actor)


def _approve_by_domain(request: AffiliationRequest, organisation: Organisation, actor: AbstractBaseUser) -> None:
    """Approve a waiting employee whose address turned out to be the organisation's, unless they have been there before."""
    if Affiliation.objects.filter(member=request.member, organisation=organisation).exists():
        return
    _answer(request, actor, state=RequestState.APPROVED, organisation=organisation)
    _start(request.member, organisation, VerifiedBy.DOMAIN, title=request.title, actor=actor)
    queue_mail(kind="affiliation_approved", key=f"affiliation_approved:{request.pk}", member=request.member, about={"request": request.pk})


def _answer(
    request: AffiliationRequest, actor: AbstractBaseUser, *, state: RequestState, organisation: Organisation | None = None, reason: str = ""
) -> None:
    """Answer by one conditional update, so that of two administrators who answer at once one is told."""
    answered = AffiliationRequest.objects.filter(pk=request.pk, state=RequestState.WAITING).update(
        state=state,
        reason=reason,
        organisation=organisation or request.organisation,
        answered_at=timezone.now(),
        answered_by_id=actor.pk,
    )
    if not answered:
        raise AlreadyAnswered(_("Somebody else has answered this request in the meantime."))
    request.refresh_from_db()
    record(f"affiliation_request.{state}", actor=actor, thing=request, organisation=organisation.pk if organisation else None)


def _end_what_was_assumed(member: Member, organisation: Organisation | None, capacity: str) -> None:
    """An address makes everybody an employee; somebody who says to be something else there is not one."""
    assumed = Affiliation.objects.filter(member=member, verified_how=VerifiedBy.DOMAIN, capacity=Capacity.EMPLOYED, until__isnull=True)
    if capacity == Capacity.ELECTED:
        assumed = assumed.filter(organisation=organisation)
    elif capacity != Capacity.CONSULTANT:
        return
    for affiliation in assumed:
        _end(affiliation, actor=member.user, at=timezone.now())


def _start(
    member: Member,
    organisation: Organisation,
    how: VerifiedBy,
    *,
    title: str = "",
    capacity: str = Capacity.EMPLOYED,
    actor: AbstractBaseUser | None = None,
) -> Affiliation:
    """Begin an affiliation; when one to the organisation began in the same moment elsewhere, that one is it."""
    affiliation, created = Affiliation.objects.get_or_create(
        member=member,
        organisation=organisation,
        until=None,
        defaults={"title": title, "capacity": capacity, "verified_how": how, "verified_by_id": actor.pk if actor else None},
    )
    if not created:
        return affiliation
    record("affiliation.started", actor=actor, thing=affiliation, organisation=organisation.pk, how=how, capacity=capacity)
    affiliation_started.send(sender=Affiliation, affiliation=affiliation)
    return affiliation


def _end(affiliation: Affiliation, *, actor: AbstractBaseUser | None, at: datetime) -> None:
    moment = max(at, affiliation.since)
    ended = Affiliation.objects.filter(Q(until__isnull=True) | Q(until__gt=moment), pk=affiliation.pk).update(until=moment)
    if not ended:
        return
    affiliation.refresh_from_db(fields=["until"])
    record("affiliation.ended", actor=actor, thing=affiliation, organisation=affiliation.organisation_id)
    affiliation_ended.send(sender=Affiliation, affiliation=affiliation)
