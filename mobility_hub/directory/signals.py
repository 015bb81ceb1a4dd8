"""What the directory tells whoever stands on a higher floor. Each is sent inside the transaction of the change, with ``affiliation``."""

from django.dispatch import Signal

affiliation_started = Signal()
affiliation_ended = Signal()
