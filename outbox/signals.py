"""What the outbox announces."""

from django.dispatch import Signal

work_died = Signal()
"""A row used up its attempts. Arguments: work_id (int), kind (str), key (str). Sent inside the marking transaction."""
