"""Whether a firm's team can speak with a client who asks for Japanese."""

from collections.abc import Iterable
from typing import Protocol

from accounts.models import PartnerFirm
from accounts.models.firms import JAPANESE, WORKING_LEVEL
from orders.models import Order, OrderLanguage


class Spoken(Protocol):
    """Somebody of a team, in the firm's list or on a bid."""

    @property
    def is_bridge(self) -> bool: ...

    def speaks(self, language: str, level: int) -> bool: ...


def wanted_japanese(order: Order) -> OrderLanguage | None:
    """The level of Japanese the order asks for, if it asks."""
    return next((wanted for wanted in order.languages.all() if wanted.language == JAPANESE), None)


def lacks_bridge(order: Order, firm: PartnerFirm, team: Iterable[Spoken]) -> bool:
    """Whether a firm abroad names no bridge engineer for an order that asks for Japanese.

    A must asks for its own level; a wish is met by working Japanese (N2, B2), too.
    """
    wanted = wanted_japanese(order)
    if wanted is None or not firm.is_abroad:
        return False
    level = wanted.level if wanted.is_must else min(wanted.level, WORKING_LEVEL)
    return not any(member.is_bridge and member.speaks(JAPANESE, level) for member in team)
