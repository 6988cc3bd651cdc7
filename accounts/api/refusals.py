"""How the refusals of actions on people, organisations and files are told."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts import errors
from common.api.problems import Refusal, register_refusals

IMPORT_MOVED = _("The file is in a state from which this is not possible. Please read its report.")
LINKS_SENT = _("Five links were sent within a day. Please continue tomorrow.")
PORTFOLIO_FULL = _("You already show as many works as there is room for. Remove one first.")
# Of refusals that are about one entry: what stands as its code.
ENTRY_CODES: Final[dict[type[Exception], str]] = {
    errors.HandleTakenError: "taken",
    errors.AlreadyListedError: "already_listed",
    errors.AlreadyLentError: "lent_elsewhere",
    errors.LicenceMissingError: "licence_missing",
    errors.CapBelowPromisedError: "below_promised",
    errors.NotMemberError: "not_a_member",
}


def register() -> None:
    register_refusals(
        {
            errors.ImportMovedError: Refusal(409, "import_moved", IMPORT_MOVED),
            errors.TooManyLinksError: Refusal(409, "links_sent", LINKS_SENT),
            errors.TooManyItemsError: Refusal(409, "portfolio_full", PORTFOLIO_FULL),
        }
    )
