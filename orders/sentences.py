"""What orders tell people: registered once with messaging, written in each reader's language."""

from django.utils.translation import gettext_lazy as _

from messaging.sentences import register

register(
    "bid_received",
    _("A bid has arrived: %(title)s"),
    _("%(handle)s has sent a bid for “%(title)s”. You can compare all bids and award or decline them."),
)
register(
    "bid_withdrawn",
    _("A bid was withdrawn: %(title)s"),
    _("%(handle)s has withdrawn the bid for “%(title)s”."),
)
register(
    "bidding_closed",
    _("Bids are closed: %(title)s"),
    _("The last day for bids for “%(title)s” has passed. Please compare the bids and answer everyone."),
)
register(
    "bid_awarded",
    _("You were chosen: %(title)s"),
    _("%(company)s has chosen your bid for “%(title)s”. You can now see each other's names and contacts."),
)
register(
    "bid_declined_other_chosen",
    _("Answer to your bid: %(title)s"),
    _("%(company)s has chosen another bid for “%(title)s”. Thank you for your bid."),
)
register(
    "bid_declined_price",
    _("Answer to your bid: %(title)s"),
    _("%(company)s did not choose your bid for “%(title)s” because the price did not fit the budget."),
)
register(
    "bid_declined_skills",
    _("Answer to your bid: %(title)s"),
    _("%(company)s did not choose your bid for “%(title)s” because important skills were missing."),
)
register(
    "bid_declined_schedule",
    _("Answer to your bid: %(title)s"),
    _("%(company)s did not choose your bid for “%(title)s” because the dates did not fit."),
)
register(
    "bid_declined_place",
    _("Answer to your bid: %(title)s"),
    _("%(company)s did not choose your bid for “%(title)s” because the place of work did not fit."),
)
register(
    "bid_declined_plan",
    _("Answer to your bid: %(title)s"),
    _("%(company)s did not choose your bid for “%(title)s” because the plan did not answer the problem."),
)
register(
    "bid_declined_order_closed",
    _("Answer to your bid: %(title)s"),
    _("%(company)s has closed “%(title)s” without choosing your bid. Thank you for your bid."),
)
register(
    "bid_declined_order_withdrawn",
    _("Answer to your bid: %(title)s"),
    _("%(company)s has withdrawn “%(title)s”, so your bid is no longer needed. Thank you for your bid."),
)
