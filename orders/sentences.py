"""What orders tell people: registered once with messaging, written in each reader's language."""

from django.utils.translation import gettext_lazy as _

from messaging.sentences import register

_AS_MEMBER = _("You get this mail because you act for the organisation that posted this order.")
_AS_BIDDER = _("You get this mail because you sent a bid for this order.")
_LOOK_FURTHER = _("This ends your bid; there is nothing more to do. Other open orders are on Kakehashi.")

register(
    "bid_received",
    _("A bid has arrived: %(title)s"),
    _("%(handle)s has sent a bid for “%(title)s”. You can compare all bids and award or decline them."),
    next_step=_("Everyone who bids gets an answer from you. Until the last day for bids, more may arrive."),
    why=_AS_MEMBER,
)
register(
    "bid_withdrawn",
    _("A bid was withdrawn: %(title)s"),
    _("%(handle)s has withdrawn the bid for “%(title)s”."),
    next_step=_("You need not answer this bid any more. The other bids are unchanged."),
    why=_AS_MEMBER,
)
register(
    "bid_received_sealed",
    _("A bid has arrived: %(title)s"),
    _("Somebody has sent a bid for “%(title)s”. It stays sealed until the last day for bids has passed."),
    next_step=_("There is nothing to do yet. After the last day for bids you open all bids together."),
    why=_AS_MEMBER,
)
register(
    "bid_withdrawn_sealed",
    _("A bid was withdrawn: %(title)s"),
    _("Somebody has withdrawn a sealed bid for “%(title)s”."),
    next_step=_("There is nothing to do yet. After the last day for bids you open all bids together."),
    why=_AS_MEMBER,
)
register(
    "bid_confirmed_sealed",
    _("A bid was confirmed: %(title)s"),
    _("Somebody has looked at your change of “%(title)s” and confirmed a sealed bid as it is."),
    next_step=_("There is nothing to do yet. After the last day for bids you open all bids together."),
    why=_AS_MEMBER,
)
register(
    "bidding_closed_sealed",
    _("Bids can be opened: %(title)s"),
    _("The last day for bids for “%(title)s” has passed. Please open the bids; then you can read and answer them."),
    next_step=_("Open the bids on the page “Compare bids”. When and by whom they were opened is recorded."),
    why=_AS_MEMBER,
)
register(
    "bidding_closed",
    _("Bids are closed: %(title)s"),
    _("The last day for bids for “%(title)s” has passed. Please compare the bids and answer everyone."),
    next_step=_("Award the bid you choose, and decline the others with a reason. If nobody fits, close the order."),
    why=_AS_MEMBER,
)
register(
    "approval_wanted",
    _("Your approval is asked for: %(title)s"),
    _("“%(title)s” waits for your decision as %(office)s."),
    next_step=_("Please read what is asked for, then approve it or send it back with a comment."),
    why=_AS_MEMBER,
)
register(
    "approval_step",
    _("Approved by one more: %(title)s"),
    _("%(office)s has approved “%(title)s”. The next in the chain has been asked."),
    next_step=_("There is nothing to do for you. You are told when it is decided."),
    why=_AS_MEMBER,
)
register(
    "approval_given",
    _("Approved: %(title)s"),
    _("Everybody in the chain has approved “%(title)s”. What you asked for has been done."),
    next_step=_("You find the order, and what happens next, on this page."),
    why=_AS_MEMBER,
)
register(
    "approval_stuck",
    _("Nobody can approve: %(title)s"),
    _("The person who decides as %(office)s on “%(title)s” has left or can no longer sign in."),
    next_step=_("Please take the request back, have an owner fill the step, and ask for approval again."),
    why=_AS_MEMBER,
)
register(
    "approval_sent_back",
    _("Sent back: %(title)s"),
    _("“%(title)s” was not approved. Reason: %(reason)s"),
    next_step=_("Please change what is said there, then ask for approval again."),
    why=_AS_MEMBER,
)
register(
    "bid_awarded",
    _("You were chosen: %(title)s"),
    _("%(company)s has chosen your bid for “%(title)s”. You can now see each other's names and contacts."),
    next_step=_(
        "Next, get in touch with the client and write down the conditions of the contract together before the work "
        "begins. You find name and e-mail address on this page."
    ),
    why=_AS_BIDDER,
)
register(
    "bid_confirmed",
    _("A bid was confirmed: %(title)s"),
    _("%(handle)s has looked at your change of “%(title)s” and confirmed the bid as it is."),
    next_step=_("The bid now holds for the order as you changed it. You can compare all bids and answer them."),
    why=_AS_MEMBER,
)
register(
    "order_changed",
    _("An order you bid on has changed: %(title)s"),
    _("%(company)s has changed “%(title)s”. Changed: %(changes)s"),
    next_step=_(
        "Please look at the changes. Then confirm your bid with one click, change it, or withdraw it. "
        "The client sees whether your bid holds for the changed order."
    ),
    why=_AS_BIDDER,
)
register(
    "bid_without_consent",
    _("A bid has ended: %(title)s"),
    _(
        "The bid of %(handle)s for “%(title)s” has ended, because the consent to lend this person has ended. "
        "The person is not shown any more."
    ),
    next_step=_("You need not answer this bid any more. The other bids are unchanged."),
    why=_AS_MEMBER,
)
register(
    "own_bid_without_consent",
    _("Your bid has ended: %(title)s"),
    _(
        "Your bid for “%(title)s” with %(handle)s has ended, because the consent to lend this person has ended. "
        "%(company)s has been told."
    ),
    next_step=_("Once both your company and the person agree again, you can bid again until the last day for bids."),
    why=_AS_BIDDER,
)
register(
    "award_without_consent",
    _("A consent has ended: %(title)s"),
    _(
        "The consent to lend %(handle)s has ended. Your award for “%(title)s” stays as it is. Please talk with the "
        "lending company about how the work goes on."
    ),
    why=_AS_MEMBER,
)
register(
    "own_award_without_consent",
    _("A consent has ended: %(title)s"),
    _(
        "The consent to lend %(handle)s has ended. The award of %(company)s for “%(title)s” stays as it is. "
        "Please talk with them about how the work goes on."
    ),
    why=_AS_BIDDER,
)
for _reason, _body in {
    "other_chosen": _("%(company)s has chosen another bid for “%(title)s”. Thank you for your bid."),
    "price": _("%(company)s did not choose your bid for “%(title)s” because the price did not fit the budget."),
    "skills": _("%(company)s did not choose your bid for “%(title)s” because important skills were missing."),
    "schedule": _("%(company)s did not choose your bid for “%(title)s” because the dates did not fit."),
    "place": _("%(company)s did not choose your bid for “%(title)s” because the place of work did not fit."),
    "plan": _("%(company)s did not choose your bid for “%(title)s” because the plan did not answer the problem."),
    "order_closed": _("%(company)s has closed “%(title)s” without choosing your bid. Thank you for your bid."),
    "order_withdrawn": _(
        "%(company)s has withdrawn “%(title)s”, so your bid is no longer needed. Thank you for your bid."
    ),
}.items():
    register(
        f"bid_declined_{_reason}", _("Answer to your bid: %(title)s"), _body, next_step=_LOOK_FURTHER, why=_AS_BIDDER
    )
