from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    CLAIMED = "claimed", _("Claimed")
    HANDED_OVER = "handed_over", _("Being handed over")
    SENT = "sent", _("Sent")
    BOUNCED = "bounced", _("Bounced")
    UNCERTAIN = "uncertain", _("Uncertain")
    DROPPED = "dropped", _("Dropped")


# A row in one of these is finished: nothing more happens to it by itself.
FINISHED = (MailState.SENT, MailState.BOUNCED, MailState.UNCERTAIN, MailState.DROPPED)


class DropReason(models.TextChoices):
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    ACCESS_LOST = "access_lost", _("No longer has access")
    SUPERSEDED = "superseded", _("Superseded by a newer one")
    EXPIRED = "expired", _("Expired")
    ADDRESS_DEAD = "address_dead", _("The address does not work")
    NOTHING_NEW = "nothing_new", _("Nothing to say any more")
    FAULTY = "faulty", _("Could not be composed")
    OPERATOR = "operator", _("Dropped by an administrator")


class Policy(models.TextChoices):
    """What happens to a mail when nobody knows whether it was handed over (a crash between the last byte and the answer)."""

    RESEND = "resend", _("Send again, with the same Message-ID")
    PARK = "park", _("Show as uncertain")


class Urgency(models.IntegerChoices):
    """Which mails go first when many wait: somebody stands at the sign-in page, or a week's summary is on its way to thousands."""

    NOW = 0, _("At once")
    SOON = 5, _("Soon")
    LATER = 9, _("When there is room")
