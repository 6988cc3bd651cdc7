"""What matching tells people: registered once with messaging, written in each reader's language."""

from django.utils.translation import gettext_lazy as _

from messaging.sentences import register

register(
    "new_match",
    _("An order that fits you: %(title)s"),
    _("You are among the best matches for “%(title)s”. See what fits and what is missing, and send a bid if you like."),
)
