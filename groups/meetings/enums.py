from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MeetingForm(models.TextChoices):
    ON_SITE = "on_site", _("On site")
    ONLINE = "online", _("Online")
    BOTH = "both", _("On site and online")


class MeetingState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open for proposals")
    SET = "set", _("Agenda set")
    IN_PROGRESS = "in_progress", pgettext_lazy("meeting", "In progress")
    MINUTES = "minutes", _("Minutes being checked")
    APPROVED = "approved", _("Minutes approved")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")


# A meeting in one of these is still to come: it needs a host and takes answers.
COMING_STATES = (MeetingState.OPEN, MeetingState.SET)


class Purpose(models.TextChoices):
    """What an agenda item is for."""

    INFORM = "inform", _("Inform")
    VIEWS = "views", _("Collect views")
    AGREE = "agree", _("Agree")
    WORK = "work", _("Work")


class ItemKind(models.TextChoices):
    WORKING = "working", _("Working item")
    FRAMING = "framing", _("Framing item")


class Answer(models.TextChoices):
    COMING = "coming", _("Coming")
    APOLOGY = "apology", _("Cannot come")
