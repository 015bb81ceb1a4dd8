"""The summary, made at delivery: the rooms are asked again, for this reader, with what they may see then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mobility_hub import conf
from mobility_hub.digests.actions import HOOK, KIND
from mobility_hub.digests.layout import Part, Summary, joined_subject, lay_out
from mobility_hub.digests.models import DigestPlan
from mobility_hub.digests.words import rhythm
from mobility_hub.outbox.enums import DropReason, Policy, Urgency
from mobility_hub.outbox.kinds import Drop, Rendered, mail_kind, render_mail
from mobility_hub.outbox.links import SUMMARIES, absolute_url, mail_host, unsubscribe_url
from mobility_hub.outbox.models import OutgoingMail
from mobility_hub.sections import DigestSection, Window, gather


@dataclass(frozen=True)
class Content:
    """What a summary is made of; ``plan`` is None for a member whose plan is gone."""

    plan: DigestPlan | None
    window: Window
    summary: Summary | None


def read_together(mails: Sequence[OutgoingMail]) -> dict[int, Content]:
    """Read the summaries of several members, each over the window that stands on its row, in a fixed number of queries."""
    windows = {mail.member_id: _window(mail) for mail in mails if mail.member_id}
    plans = DigestPlan.objects.in_bulk(list(windows))
    members = [mail.member for mail in mails if mail.member is not None]
    sections: list[DigestSection] = gather(HOOK, members, windows)
    return {mail.pk: _content(mail, plans, sections) for mail in mails}


@mail_kind(KIND, label=gettext_lazy("Summary"), policy=Policy.PARK, urgency=Urgency.LATER, prepare=read_together)
def digest(mail: OutgoingMail, content: Content) -> Rendered:
    if content.plan is None or mail.member is None or not content.plan.is_on:
        raise Drop(DropReason.UNSUBSCRIBED)
    if content.summary is None:
        raise Drop(DropReason.NOTHING_NEW)
    subject = subject_of(content.summary)
    stop_url = unsubscribe_url(mail.member, SUMMARIES)
    context = {
        "subject": subject,
        "preheader": " · ".join(content.summary.titles[:3])[:200],
        "summary": content.summary,
        "parts": [_with_links(part) for part in content.summary.parts],
        "window": content.window,
        "rhythm": rhythm(content.plan),
        "mine_url": _mine_url(),
        "unsubscribe_url": stop_url,
    }
    name = conf.SITE_NAME.value.replace('"', "")
    return render_mail("hub_digests/mail/digest", context, headers={"List-Id": f'"{name}" <summaries.{mail_host()}>'})


def subject_of(summary: Summary) -> str:
    """Say what matters: what is asked of the reader, then what is new."""
    asked = ngettext("%(count)d to answer", "%(count)d to answer", summary.ask_count) % {"count": summary.ask_count}
    pieces = [*([asked] if summary.ask_count else []), *summary.subjects]
    subject = joined_subject(pieces) or _("News in your groups and topics")
    return subject[:1].upper() + subject[1:]


def _content(mail: OutgoingMail, plans: dict[int, DigestPlan], sections: list[DigestSection]) -> Content:
    plan = plans.get(mail.member_id) if mail.member_id else None
    return Content(plan, _window(mail), lay_out(sections, mail.member_id) if mail.member_id else None)


def _window(mail: OutgoingMail) -> Window:
    return Window(datetime.fromisoformat(mail.about["since"]), datetime.fromisoformat(mail.about["until"]))


def _with_links(part: Part) -> Part:
    """The rooms give addresses within the site; a mail needs whole ones."""
    return replace(part, lines=tuple(replace(line, url=absolute_url(line.url) if line.url else "") for line in part.lines))


def _mine_url() -> str:
    try:
        return absolute_url(reverse("hub_mine:mine"))
    except NoReverseMatch:
        return ""
