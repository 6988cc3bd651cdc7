"""Sentences of Django that a reader here should see in plainer words; the Japanese stands in portal's catalogue."""

from django.utils.translation import gettext_noop

PLAINER = (gettext_noop("This field is required."),)
