"""Values of an order in the reader's language."""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext, pgettext

from accounts.models import PartyKind
from common.japan import era_year
from common.reader import reads_japanese


def kinds_label(kinds: Iterable[str]) -> str:
    """Everybody, or the kinds of parties by name."""
    named = [str(PartyKind(kind).label) for kind in kinds]
    return pgettext("list of kinds", ", ").join(named) if named else gettext("Everybody")


def budget_year_label(year: int) -> str:
    """令和8年度（2026年4月〜2027年3月）, or fiscal 2026 (April 2026 to March 2027)."""
    return gettext("fiscal %(name)s (April %(year)s to March %(next)s)") % {
        "name": era_year(datetime.date(year, 5, 1)) if reads_japanese() else year,
        "year": year,
        "next": year + 1,
    }
