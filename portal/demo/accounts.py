"""The people one can sign in as in the demo."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEMO_PASSWORD = "kakehashi-no-demo"  # noqa: S105 -- printed on the first page of a demo that listens on loopback
DOMAIN = "demo.kakehashi.example"


@dataclass(frozen=True)
class DemoLogin:
    """One seat at the table: who it is, and with what to sign in."""

    actor: str | Promise
    email: str
    password: str = DEMO_PASSWORD


def demo_logins() -> list[DemoLogin]:
    """Return one login per actor, in the order they are printed."""
    return [
        DemoLogin(_("Company (a metal press works in Nagano): bids on an order it changed"), _at("company")),
        DemoLogin(_("Company with bids to choose from (an island in Hiroshima)"), _at("choosing")),
        DemoLogin(_("Freelancer (builds kintone applications)"), _at("freelancer")),
        DemoLogin(_("Freelancer who reads English (mobile applications)"), _at("engineer")),
        DemoLogin(_("Lending company: a consent to ask for, one person fully booked"), _at("lender")),
        DemoLogin(_("Digital personnel: ranked, offered to a prefecture, with hours promised"), _at("personnel")),
        DemoLogin(_("IT partner firm (a team in Nagano): a bid to confirm"), _at("firm")),
        DemoLogin(_("IT partner firm abroad (a team in Da Nang): a bid to confirm"), _at("offshore")),
        DemoLogin(_("City, editor: orders in approval, sealed, and opened with bids to choose from"), _at("city")),
        DemoLogin(_("City, approver: an order that waits for a decision"), _at("approver")),
        DemoLogin(_("Prefecture: an order open for bids and a draft"), _at("prefecture")),
        DemoLogin(_("Support organisation: two companies it acts for"), _at("chamber")),
        DemoLogin(_("Administrator: a report, evidence, unknown words, judgements"), _at("admin")),
    ]


def _at(name: str) -> str:
    return f"{name}@{DOMAIN}"
