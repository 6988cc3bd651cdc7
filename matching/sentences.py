"""What matching tells people: registered once with messaging, written in each reader's language."""

from django.utils.translation import gettext_lazy as _

from messaging.sentences import register

register(
    "well_ranked",
    _("You are at rank %(rank)d: %(title)s"),
    _(
        "Among the candidates for “%(title)s” you are at rank %(rank)d with %(score)s of 100 points. See what fits and "
        "what is missing, and send a bid if you like. Other orders that came in the same hour are in the list, too."
    ),
)
register(
    "personnel_well_ranked",
    _("%(handle)s is at rank %(rank)d: %(title)s"),
    _(
        "Among the candidates for “%(title)s”, %(handle)s of your people is at rank %(rank)d with %(score)s of 100 "
        "points. See what fits, and send a bid if you like. Others of your people and other orders that came in the "
        "same hour are in the list, too."
    ),
)
register(
    "partner_firm_well_ranked",
    _("%(handle)s is at rank %(rank)d: %(title)s"),
    _(
        "Among the candidates for “%(title)s”, your firm (%(handle)s) is at rank %(rank)d with %(score)s of 100 "
        "points. See what fits and what is missing, and send a bid if you like. Other orders that came in the same "
        "hour are in the list, too."
    ),
)
