"""Rate, time and language of an order against a person's: per mille of each part, one person at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from matching.engine.arithmetic import curve_value
from matching.engine.parameters import FULL, Parameters
from matching.engine.values import Candidate, LanguageLevel, Need

LARGEST_YEN = 10**15
# What a column of 32 bits holds: two billion yen an hour.
LARGEST_RATE = 2**31 - 1
LARGEST_HOURS = 10**6
NATIVE = 7
_MONTHS_PER_YEAR = 12
_WEEKS_PER_YEAR = 52


def known_rate(candidate: Candidate) -> int | None:
    """The lowest hourly rate the person accepts; a negative one is no rate."""
    rate = candidate.rate_jpy_hour
    return None if rate is None or rate < 0 else min(rate, LARGEST_RATE)


def known_hours(candidate: Candidate) -> int | None:
    hours = candidate.hours_per_week
    return None if hours is None or hours < 0 else min(hours, LARGEST_HOURS)


def available_day(candidate: Candidate) -> int | None:
    return None if candidate.available_from is None else candidate.available_from.toordinal()


def hourly_budget(need: Need) -> int | None:
    """The upper end of the budget in yen an hour; None when it is not said or its hours cannot be told."""
    if need.budget_max_yen is None or need.budget_max_yen < 0:
        return None
    most = min(need.budget_max_yen, LARGEST_YEN)
    hours, weeks = need.hours_per_week or 0, need.duration_weeks or 0
    if need.budget_unit == "hour":
        return most
    if need.budget_unit == "month" and hours > 0:
        return most * _MONTHS_PER_YEAR // (_WEEKS_PER_YEAR * hours)
    if need.budget_unit == "project" and hours > 0 and weeks > 0:
        return most // (hours * weeks)
    return None


def agreed_hourly_budget(need: Need) -> int | None:
    """The hourly budget where it is a fact: a fixed price over estimated hours is a guess, which only costs points."""
    return None if need.budget_unit == "project" else hourly_budget(need)


def is_over_limit(rate: int | None, budget: int | None, parameters: Parameters) -> bool:
    return rate is not None and budget is not None and rate * FULL > budget * parameters.rate_limit


def rate_share(rate: int | None, budget: int | None, parameters: Parameters) -> int:
    if budget is None:
        return FULL
    if rate is None:
        return parameters.unknown_rate
    return FULL if rate <= budget else curve_value(parameters.rate_curve, rate * FULL // max(budget, 1))


def effective_start(need: Need, as_of: date) -> int | None:
    """The day work can begin, as an ordinal: the wished start, or `as_of` when that has passed."""
    return None if need.start is None else max(need.start, as_of).toordinal()


def is_too_late(available: int | None, start: int | None, parameters: Parameters) -> bool:
    return available is not None and start is not None and available > start + parameters.late_limit_days


def availability_share(
    available: int | None, hours: int | None, asked: tuple[int | None, int | None], parameters: Parameters
) -> int:
    """The mean over what is asked of start (ordinal days) and weekly hours; `asked` is (start, hours) of the order."""
    start, wanted = asked
    shares = []
    if start is not None:
        late = parameters.unknown_start if available is None else curve_value(parameters.late_curve, available - start)
        shares.append(late)
    if wanted is not None and wanted > 0:
        few = parameters.unknown_hours if hours is None else curve_value(parameters.hours_curve, hours * FULL // wanted)
        shares.append(few)
    return sum(shares) // len(shares) if shares else FULL


def spoken(languages: Iterable[LanguageLevel]) -> dict[str, int | None]:
    """Language code → the best level said, None when it was named without one."""
    found: dict[str, int | None] = {}
    for language in languages:
        before = found.get(language.code)
        found[language.code] = language.level if before is None else max(before, language.level or before)
    return found


def language_share(need: Need, languages: tuple[LanguageLevel, ...], parameters: Parameters) -> int:
    """The mean over the languages asked, a must counting twice."""
    known = spoken(languages)
    total = weights = 0
    for wanted in need.languages:
        weight = 2 if wanted.must else 1
        total += weight * _one_language(wanted, known, parameters)
        weights += weight
    return total // weights if weights else FULL


def _one_language(wanted: LanguageLevel, known: dict[str, int | None], parameters: Parameters) -> int:
    if not known:
        return parameters.unknown_language
    if wanted.code not in known:
        return parameters.unlisted_language
    level = known[wanted.code]
    if wanted.level is None:
        return FULL
    return (
        parameters.unknown_language if level is None else curve_value(parameters.language_curve, wanted.level - level)
    )


def is_language_too_low(need: Need, languages: tuple[LanguageLevel, ...]) -> bool:
    """A language the order must have is listed with a level below the one asked."""
    known = spoken(languages)
    return any(
        wanted.must and wanted.level is not None and (known.get(wanted.code) or wanted.level) < wanted.level
        for wanted in need.languages
    )
