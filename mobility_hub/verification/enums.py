from django.db import models
from django.utils.translation import gettext_lazy as _


class Fault(models.TextChoices):
    """Why a domain was not confirmed; said after the domain's name."""

    TAKEN = "taken", _("is confirmed for another organisation already")
    TWICE = "twice", _("stands for several of the organisations chosen")
    FREE_MAIL = "free_mail", _("is free mail, where anybody can get an address")
    INACTIVE = "inactive", _("belongs to an organisation that is not active")
