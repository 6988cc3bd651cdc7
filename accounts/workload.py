"""How full a freelancer's weeks get, and when that deserves a word: a warning, never a refusal.

The law adds up working hours over several employers only for employment (Labour Standards Act, Art. 38); work under a
contract of one's own stays outside. An employer may object where a side job hinders the job itself, so that the
guideline for side jobs asks people to watch their own hours.
"""

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.hours import MINUTES, spread, week_of
from accounts.models import HoursSpan, PartyKind, Profile, SideJobPermission, Span
from common.japan import today_in_japan

MOST_BESIDE_A_JOB = 20
_EMPLOYED = {SideJobPermission.APPROVED, SideJobPermission.PENDING, SideJobPermission.FORBIDDEN}


def warnings_for_work(profile: Profile, *, hours_per_week: int, first_day: date, last_day: date) -> list[str]:
    """What a freelancer should think about before they promise so much from the one day to the other."""
    if not _is_watched(profile):
        return []
    wanted = spread(hours_per_week, first_day, last_day)
    week, minutes = _fullest_week(profile, {day: some for (span, day), some in wanted.items() if span == Span.WEEK})
    facts = {"hours": _hours(minutes), "week": date_format(week), "own": profile.hours_per_week}
    said = []
    if profile.hours_per_week is not None and minutes > profile.hours_per_week * MINUTES:
        said.append(
            _(
                "If you are chosen, you will have promised %(hours)s hours in the week of %(week)s. In your profile "
                "you say that you have %(own)s hours a week."
            )
            % facts
        )
    if is_beside_a_job(profile) and minutes > MOST_BESIDE_A_JOB * MINUTES:
        said.append(
            _(
                "If you are chosen, you will work %(hours)s hours beside your job in the week of %(week)s. Please make "
                "sure that your job and your rest do not suffer, and that your employer knows."
            )
            % facts
        )
    return said


def warnings_for_profile(profile: Profile) -> list[str]:
    """The same for what is promised already, and for what a freelancer offers."""
    if not _is_watched(profile):
        return []
    said = []
    if is_beside_a_job(profile) and (profile.hours_per_week or 0) > MOST_BESIDE_A_JOB:
        said.append(
            _(
                "You offer %(own)s hours a week beside your job. Please make sure that your job and your rest do not "
                "suffer, and that your employer knows."
            )
            % {"own": profile.hours_per_week}
        )
    week, minutes = _fullest_week(profile, {})
    limit = _limit(profile)
    if minutes > limit * MINUTES:
        said.append(
            _("You have promised %(hours)s hours in the week of %(week)s already: more than %(limit)s hours.")
            % {"hours": _hours(minutes), "week": date_format(week), "limit": limit}
        )
    return said


def is_beside_a_job(profile: Profile) -> bool:
    """Whether a freelancer has an employer, as far as they said."""
    return profile.side_job in _EMPLOYED


def _limit(profile: Profile) -> int:
    """Hours a week from which on a freelancer who is watched is warned: their own limit, or that of a side job."""
    own = profile.hours_per_week
    if own is None:
        return MOST_BESIDE_A_JOB
    return min(own, MOST_BESIDE_A_JOB) if is_beside_a_job(profile) else own


def _is_watched(profile: Profile) -> bool:
    is_limited = profile.hours_per_week is not None or is_beside_a_job(profile)
    return profile.party.kind == PartyKind.FREELANCER and is_limited


def _fullest_week(profile: Profile, added: Mapping[date, int]) -> tuple[date, int]:
    """(Monday, minutes) of the first fullest week from now on; with ``added`` only the weeks something is added to."""
    now = week_of(today_in_japan())
    rows = HoursSpan.objects.filter(party=profile.party_id, span=Span.WEEK, starts_on__gte=now)
    promised = dict(rows.values_list("starts_on", "promised"))
    weeks = {day: minutes + promised.get(day, 0) for day, minutes in added.items()} or promised or {now: 0}
    return min(weeks.items(), key=lambda week: (-week[1], week[0]))


def _hours(minutes: int) -> str:
    return f"{minutes / MINUTES:g}"
