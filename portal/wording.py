"""Sentences of Django that should be plainer here, or Japanese at all; portal's catalogue translates them."""

from django.utils.translation import gettext_noop

PLAINER = (gettext_noop("This field is required."), gettext_noop("- Select an option -"))
