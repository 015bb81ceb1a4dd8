"""Mail that the site's own parts wrote (allauth, Wagtail, Django): its words come ready."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from mobility_hub.outbox.composing import taken_apart
from mobility_hub.outbox.enums import DropReason, Policy, Urgency
from mobility_hub.outbox.kinds import SITE_KIND, Drop, Rendered, mail_kind
from mobility_hub.outbox.models import OutgoingMail, SiteMailWords


# Three days: as long as a link for a new password works (Django's PASSWORD_RESET_TIMEOUT).
@mail_kind(
    SITE_KIND,
    label=_("From the site itself, such as sign-in"),
    policy=Policy.RESEND,
    must_know=True,
    expires=timedelta(days=3),
    urgency=Urgency.NOW,
)
def site(mail: OutgoingMail) -> Rendered:
    words = SiteMailWords.objects.filter(mail=mail).first()
    if words is None:
        raise Drop(DropReason.EXPIRED)
    return taken_apart(bytes(words.message))
