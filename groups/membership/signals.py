"""What this room tells the rooms above it. Sent inside the transaction of the change."""

from django.dispatch import Signal

# Somebody is no longer in a group, whatever the reason. Arguments: ``membership``, ``at`` (UTC).
membership_ended = Signal()
