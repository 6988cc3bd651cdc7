"""How much of everything a chapter tells, and from where to where its orders flow.

A chapter is a tenth of the country: its own organisations, people and orders. Ten chapters are the demo, a hundred are
ten times as much. Each holds the same proportions, so the growth is the same for any number of them.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from accounts.models import OrganisationKind
from vocabulary.places import load_places

CHAPTERS: Final = 10
ORGANISATIONS: Final = {
    OrganisationKind.COMPANY: 15,
    OrganisationKind.MUNICIPALITY: 3,
    OrganisationKind.PREFECTURE: 1,
    OrganisationKind.LENDER: 3,
    OrganisationKind.PARTNER_FIRM: 4,
    OrganisationKind.SUPPORT: 1,
}
METRO_COMPANIES: Final = 5
LENT_BY_EACH: Final = 18
FREELANCERS: Final = 212
LIVE_ORDERS: Final = 18
CHOOSING_ORDERS: Final = 2
# Days before today on which orders of the first and of the second year were decided.
FIRST_YEAR: Final = (727, 369)
SECOND_YEAR: Final = (362, 4)
# One in so many awarded orders takes two people, both from the side the flow leads to.
TWO_PEOPLE_EVERY: Final = 35


class Flow(StrEnum):
    """From the client's side to that of whoever was awarded; metro: the three metropolitan areas."""

    REGION_TO_METRO = "region_to_metro"
    WITHIN_METRO = "within_metro"
    WITHIN_REGION = "within_region"
    METRO_TO_REGION = "metro_to_region"
    ABROAD = "abroad"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Year:
    """Days before today, (first, last), and the orders decided between them, by flow."""

    days: tuple[int, int]
    orders: dict[Flow, int]


# The regions' orders to the metro areas grow by 80 %, those inside the metro areas by 40 %: half as fast.
YEARS: Final = (
    Year(
        FIRST_YEAR,
        {
            Flow.REGION_TO_METRO: 70,
            Flow.WITHIN_METRO: 40,
            Flow.WITHIN_REGION: 50,
            Flow.METRO_TO_REGION: 10,
            Flow.ABROAD: 4,
            Flow.CLOSED: 20,
            Flow.WITHDRAWN: 10,
        },
    ),
    Year(
        SECOND_YEAR,
        {
            Flow.REGION_TO_METRO: 126,
            Flow.WITHIN_METRO: 56,
            Flow.WITHIN_REGION: 60,
            Flow.METRO_TO_REGION: 12,
            Flow.ABROAD: 6,
            Flow.CLOSED: 24,
            Flow.WITHDRAWN: 12,
        },
    ),
)


def is_metro(prefecture: str | None) -> bool:
    return prefecture is not None and load_places().metro(prefecture) is not None


def prefectures(*, metro: bool) -> list[str]:
    """Codes of the prefectures inside the three metropolitan areas, or outside."""
    return [code for code in sorted(load_places().prefectures) if is_metro(code) == metro]
