"""What the vocabulary announces, inside the transaction of the change."""

from django.dispatch import Signal

vocabulary_changed = Signal()  # nothing: whoever ranks by it asks for everything again
