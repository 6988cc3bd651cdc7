"""How the refusals of orders are told: a status, a code that stays, and the sentence people read on the pages."""

from collections.abc import Sequence

from common.api.problems import Refusal, register_refusals
from orders import errors
from orders.rules import OBSTACLE_SENTENCES


def _gaps(error: errors.OrderIncompleteError) -> Sequence[tuple[str, str, str]]:
    return [(f"#/{gap.field}", "incomplete", str(gap.sentence)) for gap in error.gaps]


REFUSALS: dict[type[Exception], Refusal] = {
    errors.OrderError: Refusal(409, "order_refused"),
    errors.NotChangeableError: Refusal(409, "order_not_changeable"),
    errors.OtherVersionError: Refusal(409, "other_version"),
    errors.NothingChangedError: Refusal(409, "nothing_changed"),
    errors.ConsentMissingError: Refusal(409, "consent_missing"),
    errors.HoursFullError: Refusal(409, "hours_full"),
    errors.BusyError: Refusal(503, "busy"),
    errors.NotAllowedError: Refusal(403, "role_not_allowed"),
    errors.LegalNameMissingError: Refusal(422, "legal_name_missing"),
    errors.NoProfileError: Refusal(409, "profile_missing"),
    errors.NotOwnBidError: Refusal(403, "bid_not_own"),
    errors.MoveRefusedError: Refusal(409, "move_refused"),
    errors.BidderSuspendedError: Refusal(409, "bidder_suspended"),
    errors.ClientSuspendedError: Refusal(409, "client_suspended"),
    errors.NotEditableError: Refusal(409, "order_not_editable"),
    errors.AlreadyAwardedError: Refusal(409, "already_awarded"),
    errors.BiddingClosedError: Refusal(409, "bidding_closed"),
    errors.PositionsFilledError: Refusal(409, "positions_filled"),
    errors.BidOfMemberError: Refusal(409, "bid_of_member"),
    errors.OwnBidError: Refusal(409, "bid_own"),
    errors.ReasonMissingError: Refusal(422, "reason_missing"),
    errors.FewQuotesError: Refusal(422, "few_quotes"),
    errors.SealedError: Refusal(409, "bids_sealed"),
    errors.InApprovalError: Refusal(409, "in_approval"),
    errors.ApprovalWaitingError: Refusal(409, "approval_waiting"),
    errors.ChainMissingError: Refusal(409, "chain_missing"),
    errors.SeatEmptyError: Refusal(409, "seat_empty"),
    errors.NotYourTurnError: Refusal(403, "not_your_turn"),
    errors.CommentMissingError: Refusal(422, "comment_missing"),
    errors.TeamMissingError: Refusal(422, "team_missing"),
    errors.TeamUnknownError: Refusal(422, "team_unknown"),
    errors.BridgeMissingError: Refusal(422, "bridge_missing"),
    errors.BidderSuspendedError: Refusal(409, "bidder_suspended"),
    errors.ObstacleError: Refusal(
        409, "obstacle", variants={str(code): sentence for code, sentence in OBSTACLE_SENTENCES.items()}
    ),
    errors.OrderIncompleteError: Refusal(422, "order_incomplete", blames=_gaps),
}


def register() -> None:
    register_refusals(REFUSALS)
