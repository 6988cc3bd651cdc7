"""What a profile does not say yet, and what that costs in matching."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import PartyKind, Profile, RemoteWork, Showcase


@dataclass(frozen=True, slots=True)
class ProfileGap:
    """``anchor`` is the section of the profile page that closes the gap."""

    code: str
    sentence: Promise | str
    anchor: str


class _Expectation(NamedTuple):
    """``weight`` counts towards completeness; the weights are chosen by how many points of a match hang on it."""

    code: str
    anchor: str
    weight: int
    is_met: Callable[[Profile], bool]
    sentence: Promise


_EXPECTATIONS = (
    _Expectation(
        "skills",
        "skills",
        25,
        lambda profile: bool(profile.skills.all()),
        _("No skills yet. Skills weigh most in every order: without them you appear far down or not at all."),
    ),
    _Expectation(
        "summary",
        "basics",
        12,
        lambda profile: bool(profile.summary),
        _("Nothing about your work yet. Orders are compared with your own words, too."),
    ),
    _Expectation(
        "works",
        "works",
        12,
        lambda profile: bool(profile.works.all()),
        _("No past work yet. Clients trust what they can picture; one or two short examples are enough."),
    ),
    _Expectation(
        "rate",
        "conditions",
        10,
        lambda profile: profile.rate_jpy_hour is not None,
        _("No lowest hourly rate. Nobody can tell whether a budget suits you, which costs points in every order."),
    ),
    _Expectation(
        "hours",
        "conditions",
        8,
        lambda profile: profile.hours_per_week is not None,
        _("No hours a week. It stays open whether you have enough time, which costs points."),
    ),
    _Expectation(
        "available_from",
        "conditions",
        6,
        lambda profile: profile.available_from is not None,
        _("No day from which you are free. It stays open whether you could start in time."),
    ),
    _Expectation(
        "place",
        "conditions",
        7,
        lambda profile: profile.prefecture_id is not None or profile.party.kind == PartyKind.PARTNER_FIRM,
        _("No prefecture. Clients near you cannot see that you are close by."),
    ),
    _Expectation(
        "remote",
        "conditions",
        7,
        lambda profile: bool(profile.remote),
        _("Nothing about working from a distance or on site. It stays open whether you could come."),
    ),
    _Expectation(
        "languages",
        "languages",
        7,
        lambda profile: bool(profile.languages.all()),
        _("No languages. Orders that ask for a level cannot count yours."),
    ),
    _Expectation(
        "headline",
        "basics",
        3,
        lambda profile: bool(profile.headline),
        _("No headline. It is the first line clients read about you."),
    ),
    _Expectation(
        "side_job",
        "permission",
        3,
        lambda profile: profile.party.kind != PartyKind.FREELANCER or bool(profile.side_job),
        _("Nothing about an employer's permission. Clients will ask before they choose you."),
    ),
)
_COUNTED = sum(expectation.weight for expectation in _EXPECTATIONS)


def profile_gaps(profile: Profile) -> list[ProfileGap]:
    """What is missing, the costliest first. Reads skills, works and languages: prefetch them."""
    gaps = [
        ProfileGap(expected.code, expected.sentence, expected.anchor)
        for expected in _EXPECTATIONS
        if not expected.is_met(profile)
    ]
    if profile.remote in (RemoteWork.PARTIAL, RemoteWork.NONE) and not profile.onsite_prefectures.all():
        gaps.append(
            ProfileGap(
                "onsite_prefectures",
                _("No prefectures you can visit. It stays open for which visits you could come."),
                "conditions",
            )
        )
    if profile.party.kind == PartyKind.PARTNER_FIRM and not profile.party.firm.members.all():
        gaps.insert(0, ProfileGap("team", _("Nobody in the team yet. A bid names at least one person."), "team"))
    if not profile.legal_name and profile.party.kind != PartyKind.PARTNER_FIRM:
        gaps.append(
            ProfileGap(
                "legal_name",
                _("No legal name. You need it to send a bid; only a client that has chosen you sees it."),
                "basics",
            )
        )
    if not profile.says_something:
        gaps.insert(
            0,
            ProfileGap(
                "empty",
                _(
                    "No client is shown you yet, and you cannot bid: first add a skill, a line about your work or a "
                    "past work."
                ),
                "basics",
            ),
        )
    if not profile.is_listed:
        gaps.insert(
            0, ProfileGap("not_listed", _("You do not take part in matching: no client is shown you."), "listing")
        )
    return gaps


def completeness(profile: Profile) -> int:
    """0–100: the share of what matching would like to know that the profile says."""
    reached = sum(expected.weight for expected in _EXPECTATIONS if expected.is_met(profile))
    return reached * 100 // _COUNTED


def wish_gaps(showcase: Showcase) -> list[ProfileGap]:
    """Nothing said about the orders wished for: it costs no points, but nobody can ask for the right ones."""
    said = (showcase.industries, showcase.hours_of_day, showcase.contract_form, showcase.smallest_order_yen is not None)
    if any(said) or (showcase.pk and (showcase.regions.all() or showcase.unwanted.all())):
        return []
    sentence = _("No word about the orders you wish for. It costs no points, but clients cannot tell what suits you.")
    return [ProfileGap("wishes", sentence, "wishes")]
