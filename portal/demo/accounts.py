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
        DemoLogin(_("Company (a metal press works in Nagano)"), f"company@{DOMAIN}"),
        DemoLogin(_("Company with bids to choose from (an island in Hiroshima)"), f"choosing@{DOMAIN}"),
        DemoLogin(_("Freelancer (builds kintone applications)"), f"freelancer@{DOMAIN}"),
        DemoLogin(_("Freelancer who reads English (mobile applications)"), f"engineer@{DOMAIN}"),
        DemoLogin(_("Administrator"), f"admin@{DOMAIN}"),
    ]
