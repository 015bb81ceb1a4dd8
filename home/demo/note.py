"""What stands at the foot of every page and mail of the demo. Read by the settings, so it imports no models."""

from django.utils.translation import gettext_lazy as _

NOTE = _("Demonstration. People, groups and discussions are made up; networks and examples come from public sources.")
