"""What an action refuses, each with the sentence its reader sees."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class OrderError(Exception):
    """A refusal. ``sentence`` is shown to the person who asked."""

    sentence: str | Promise = _("This is not possible right now.")


class BusyError(OrderError):
    """Others held the same rows for too long, several times over."""

    sentence = _("Many people are at work on this right now. Nothing was saved; please try again in a moment.")


class NotAllowedError(OrderError):
    sentence = _("Your role in this organisation does not allow this. Please ask an owner of its account.")


class LegalNameMissingError(OrderError):
    """Whoever is chosen must be named to the company; nobody is asked for it only then."""

    sentence = _("Please enter your legal name. Only a client that has chosen you sees it.")


class TeamMissingError(OrderError):
    """A firm bids with people, not with its name."""

    sentence = _("Please choose at least one person of your team who would do the work.")


class TeamUnknownError(OrderError):
    """Somebody was taken out of the team while the bid was being written."""

    sentence = _("Somebody you chose is no longer in your team. Please choose again.")


class BridgeMissingError(OrderError):
    """The order insists on its language, and nobody named could speak with the client."""

    sentence = _(
        "This order insists on Japanese. Please choose a bridge engineer whose Japanese is at least at the level asked "
        "for."
    )


class NoProfileError(NotAllowedError):
    sentence = _("To send a bid, please create your profile first.")


class NotOwnBidError(NotAllowedError):
    sentence = _("Only the person who sent this bid can change or withdraw it.")


class MoveRefusedError(OrderError):
    """The row is in a state from which the step is not possible; somebody else was faster, or the page is old."""

    sentence = _(
        "Things have changed in the meantime, so this step is no longer possible. Please look at the page again."
    )


class NotEditableError(OrderError):
    """A draft was saved that has been published meanwhile."""

    sentence = _(
        "This order has been published in the meantime, so it is no longer a draft. "
        "You can still change it: people who sent a bid are then told what changed."
    )


class InApprovalError(NotEditableError):
    sentence = _("This order waits for approval, so it stays as it is. To change it, take it back from approval first.")


class NotChangeableError(OrderError):
    """Only an order that takes bids can get a new version."""

    sentence = _(
        "Bids for this order are closed, so it can no longer be changed. "
        "You can copy it into a new order and change that one."
    )


class OtherVersionError(OrderError):
    """Somebody published a new version after this reader had looked."""

    sentence = _("The order was changed in the meantime. Please look at the changes before you go on.")


class NothingChangedError(OrderError):
    sentence = _("Nothing is different from the published order yet.")


class AlreadyAwardedError(OrderError):
    sentence = _("Somebody has already been awarded, so this order can no longer be withdrawn.")


class BiddingClosedError(OrderError):
    sentence = _("The deadline has passed. Bids can no longer be sent or changed.")


class PositionsFilledError(OrderError):
    sentence = _("All positions of this order are already filled.")


class BidOfMemberError(OrderError):
    """Nobody is given work by a company they belong to: with both roles one person could award themself."""

    sentence = _("This bid comes from a member of the client, so it cannot be awarded.")


class ConsentMissingError(OrderError):
    """Nobody is lent against the will of the company or of the person."""

    sentence = _("The consent to lend this person is missing or has ended, so this is not possible.")


class BidderSuspendedError(OrderError):
    """Administrators have suspended the bidder, or the company behind them; nobody is chosen meanwhile."""

    sentence = _("The administrators have suspended this bidder for now, so the bid cannot be awarded.")


class ClientSuspendedError(OrderError):
    """Administrators have suspended the order's client."""

    sentence = _("The administrators have suspended your organisation for now, so no bid can be awarded.")


class HoursFullError(OrderError):
    """More hours would be promised than this person has; the sentence names the week or month."""

    sentence: str | Promise = _("This person does not have enough free hours for this order.")

    def __init__(self, sentence: str | Promise = "") -> None:
        super().__init__(sentence)
        if sentence:
            self.sentence = sentence


class OwnBidError(OrderError):
    sentence = _("This is your own bid. You can withdraw it, but not answer it for the client.")


class SealedError(OrderError):
    """Bids that are opened together at the deadline can neither be read nor answered before that."""

    sentence = _(
        "The bids of this order are still sealed. They are opened together after the last day for bids; "
        "only then can they be answered."
    )


class FewQuotesError(OrderError):
    """A government awards with fewer bids than its rules want quotes, and has not written down why."""

    sentence = _("There are fewer bids than your rules want quotes. Please write down why you award all the same.")


class ApprovalWaitingError(OrderError):
    """One request for approval at a time."""

    sentence = _("Something about this order is already waiting for approval. Please wait for it, or take it back.")


class ChainMissingError(OrderError):
    sentence = _(
        "Please first name who approves, on the page “Chain of approvers”, or say under “Rules of buying” "
        "that you approve outside this platform."
    )


class SeatEmptyError(OrderError):
    """Somebody in the chain has left the organisation."""

    sentence = _("A step of your chain of approvers is empty because somebody has left. An owner needs to fill it.")


class NotYourTurnError(NotAllowedError):
    sentence = _("This does not wait for your decision.")


class CommentMissingError(OrderError):
    sentence = _("Please write what should be changed.")


class WorkAskedError(OrderError):
    """One award is one past work, and one question to its client."""

    sentence = _("The client is asked only once about each award, and has been asked already.")


class WorkAskedOftenError(OrderError):
    sentence = _("This client was asked often today. Please ask again tomorrow.")


class ReasonMissingError(OrderError):
    sentence = _("Please choose a reason. Everyone who sends a bid gets an answer.")


class ObstacleError(OrderError):
    """A hard rule stands between this person and this order; ``code`` is one of orders.rules.Obstacle."""

    def __init__(self, code: str, sentence: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True)
class Gap:
    """What a draft lacks before it may be published: the form field and the sentence shown beside it."""

    field: str
    sentence: str | Promise


class OrderIncompleteError(OrderError):
    """``gaps`` says what is missing or does not fit, by form field."""

    sentence = _("Some details are still missing. They are marked below.")

    def __init__(self, gaps: Sequence[Gap]) -> None:
        super().__init__(", ".join(gap.field for gap in gaps))
        self.gaps = gaps
