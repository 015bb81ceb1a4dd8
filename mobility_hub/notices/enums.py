from django.db import models
from django.utils.translation import gettext_lazy as _


class HowMuch(models.TextChoices):
    """How much a member wants to hear about a scope."""

    EVERYTHING = "everything", _("Everything at once")
    SUMMARY = "summary", _("In the summary")
    MENTIONS = "mentions", _("Only when I am addressed")
    NOTHING = "nothing", _("Nothing")


class NoticeKind(models.TextChoices):
    """Why something is addressed to one person."""

    MENTION = "mention", _("A mention")
    ANSWER = "answer", _("An answer")
    DUTY = "duty", _("A duty")
    INVITATION = "invitation", _("An invitation")


class NoticeState(models.TextChoices):
    OPEN = "open", _("Not done yet")
    DONE = "done", _("Done")
    WITHDRAWN = "withdrawn", _("Withdrawn")
