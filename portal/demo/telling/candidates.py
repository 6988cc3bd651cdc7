"""Candidates of a chapter: freelancers, lent people and partner firms with their teams."""

from dataclasses import dataclass
from random import Random
from typing import Final

from accounts.models import FirmRole, LendingForm, OrganisationKind, PartyKind, PersonnelRole, SideJobPermission
from accounts.models.profiles import RemoteWork
from portal.demo.accounts import DOMAIN
from portal.demo.telling.ingredients import ENGLISH, JAPANESE, Handles, Skilled, full_name, names, skilled
from portal.demo.telling.organisations import town
from portal.demo.telling.plan import CHAPTERS, FREELANCERS, LENT_BY_EACH, prefectures
from portal.demo.telling.told import (
    Lent,
    TeamMember,
    ToldCandidate,
    ToldOrganisation,
    ToldPerson,
    ToldSkill,
    ToldWork,
)
from vocabulary.places import load_places

# Where the engineers of the metropolitan areas live, by weight.
METRO_SHARE: Final = {
    "13": 45,
    "14": 18,
    "11": 9,
    "12": 8,
    "23": 7,
    "27": 9,
    "28": 3,
    "26": 3,
    "21": 1,
    "24": 1,
    "29": 1,
}
HOURS: Final = (5, 8, 10, 12, 15, 20, 25, 30)
LENT_TRADES: Final = frozenset(
    {"dx-adviser", "local-government", "pm", "systems-engineer", "security", "data-analyst", "trainer", "genai"}
    | {"it-support", "web-producer"}
)
FIRM_TRADES: Final = frozenset(
    {"systems-engineer", "python-developer", "mobile-engineer", "frontend", "genai", "iot-engineer", "bridge"}
)
TRAINED: Final = ("自治体の仕事と予算の基礎", "情報セキュリティ基礎研修", "個人情報の取り扱い研修", "公共調達の基礎")
PUBLIC_SKILLS: Final = (
    *("front-yard", "online-forms", "cio-advisory", "gov-dx-planning", "gov-standardization", "gov-training"),
    *("line-official", "disaster-dx", "childcare-dx", "ebpm", "lgwan-security", "digital-divide", "regional-promotion"),
)
FORGOTTEN_EVERY: Final = 19  # one profile in so many is half filled in, as in life


@dataclass(frozen=True)
class _Home:
    prefecture: str
    municipality: str
    reach: tuple[str, ...]
    remote: str


def tell_candidates(number: int, organisations: list[ToldOrganisation], draw: Random) -> list[ToldCandidate]:
    """The chapter's candidates, firms first, then lent people, then freelancers."""
    told: list[ToldCandidate] = []
    handles = Handles(number)
    for position, organisation in enumerate(organisations):
        if organisation.kind == OrganisationKind.PARTNER_FIRM:
            told.append(_firm(position, organisation, _firm_handle(number, position, organisation.name), draw))
    for position, organisation in enumerate(organisations):
        if organisation.kind == OrganisationKind.LENDER:
            told += [_lent(position, organisation, handles, draw) for _ in range(LENT_BY_EACH)]
    homes = [*sorted(load_places().prefectures), *prefectures(metro=False)]
    for place in range(FREELANCERS):
        home = homes[place] if place < len(homes) else draw.choices(list(METRO_SHARE), list(METRO_SHARE.values()))[0]
        told.append(_freelancer(handles, f"people{number:03d}-{place:03d}", home, draw))
    return told


def _freelancer(handles: Handles, mailbox: str, prefecture: str, draw: Random) -> ToldCandidate:
    trade, home = draw.choice(skilled()), _home(prefecture, draw)
    person = ToldPerson(f"{mailbox}@{DOMAIN}", full_name(draw, trade.language), trade.language)
    side_job = draw.choices(SideJobPermission.values, (35, 52, 10, 3))[0]
    forgets = draw.randrange(FORGOTTEN_EVERY) == 0
    headline, summary = _words(trade, prefecture, draw)
    return ToldCandidate(
        kind=PartyKind.FREELANCER,
        handle=handles.next(trade.language),
        legal_name=person.name,
        language=trade.language,
        headline=headline,
        summary="" if forgets else summary,
        rate=None if forgets else _rate(trade, draw),
        hours=draw.choice(HOURS),
        free_in_days=draw.randrange(0, 60),
        prefecture=prefecture,
        municipality=home.municipality,
        remote=home.remote,
        reach=home.reach,
        skills=_skills(trade, (), draw),
        works=_works(trade, draw),
        languages=_languages(trade.language, draw),
        side_job=side_job,
        person=person,
    )


def _lent(position: int, lender: ToldOrganisation, handles: Handles, draw: Random) -> ToldCandidate:
    trade = draw.choice([one for one in skilled() if one.key in LENT_TRADES])
    home, years = _home(lender.prefecture, draw), draw.choice((0, 0, 1, 2, 3, 5, 8, 12))
    headline, summary = _words(trade, lender.prefecture, draw)
    weekly = draw.choice((8, 16, 24, 32, 40))
    # None for dispatch: it needs a licence number, and an invented one could be somebody's.
    form = draw.choice((LendingForm.SERVICE_CONTRACT, LendingForm.SERVICE_CONTRACT, LendingForm.SECONDMENT))
    return ToldCandidate(
        kind=PartyKind.PERSONNEL,
        handle=handles.next(JAPANESE),
        legal_name=full_name(draw, JAPANESE),
        language=JAPANESE,
        headline=headline,
        summary=f"{summary}自治体の仕事は{years}年目です。" if years else summary,
        rate=_rate(trade, draw),
        hours=weekly,
        free_in_days=draw.randrange(0, 45),
        prefecture=lender.prefecture,
        municipality=home.municipality,
        remote=RemoteWork.PARTIAL,
        reach=tuple(sorted(load_places().prefectures)) if draw.random() < 0.4 else home.reach,
        skills=_skills(trade, draw.sample(PUBLIC_SKILLS, k=draw.randint(2, 4)), draw),
        works=_works(trade, draw),
        languages=_languages(JAPANESE, draw),
        organisation=position,
        lent=Lent(
            form=form,
            roles=tuple(sorted(draw.sample(PersonnelRole.values, k=draw.choice((1, 1, 2))))),
            public_years=years,
            weekly_cap=weekly,
            monthly_cap=min(weekly * 5, 168),
            trained=(draw.choice(TRAINED), draw.choice((6, 12, 20, 30))),
        ),
    )


def _firm_handle(chapter: int, position: int, name: str) -> str:
    """Its name, in 40 letters at most; beyond the demo's own chapters with a number, as names come again there."""
    return name[:40] if chapter < CHAPTERS else f"{name[:30]} {chapter}-{position}"


def _firm(position: int, firm: ToldOrganisation, handle: str, draw: Random) -> ToldCandidate:
    trade = draw.choice([one for one in skilled() if one.key in FIRM_TRADES])
    home = _home(firm.prefecture, draw)
    low, high = trade.rate
    is_abroad = firm.abroad is not None
    return ToldCandidate(
        kind=PartyKind.PARTNER_FIRM,
        handle=handle,
        legal_name="",
        language=firm.language,
        headline="A team that speaks your language" if is_abroad else f"{draw.choice(trade.headlines)}（チーム）"[:120],
        summary=firm.introduction,
        rate=draw.randrange(low - 1000, low + 1500, 100) if is_abroad else draw.randrange(low + 500, high, 100),
        hours=40,
        free_in_days=draw.randrange(0, 30),
        prefecture=None if is_abroad else firm.prefecture,
        municipality=None if is_abroad else firm.municipality,
        remote=RemoteWork.FULL if is_abroad else home.remote,
        reach=() if is_abroad else home.reach,
        skills=_skills(trade, ("api-integration", "web-app"), draw),
        works=_works(trade, draw),
        languages=(("en", 6), ("ja", 5)) if is_abroad else _languages(JAPANESE, draw),
        organisation=position,
        team=_team(trade, draw, is_abroad=is_abroad),
    )


def _team(trade: Skilled, draw: Random, *, is_abroad: bool) -> tuple[TeamMember, ...]:
    roles = [FirmRole.PROJECT_MANAGER, FirmRole.BRIDGE if is_abroad else FirmRole.DESIGNER]
    roles += [FirmRole.DEVELOPER, FirmRole.DEVELOPER, FirmRole.TESTER]
    language = ENGLISH if is_abroad else JAPANESE
    members: dict[str, TeamMember] = {}
    for role in roles:
        name = full_name(draw, language)
        speaks = draw.choice((5, 6)) if role == FirmRole.BRIDGE else draw.choice((2, 3, 4))
        members.setdefault(
            name, TeamMember(name, role, tuple(draw.sample(list(trade.skills), k=3)), speaks if is_abroad else 7)
        )
    return tuple(members.values())


def _home(prefecture: str, draw: Random) -> _Home:
    """People who visit reach their own block of the country, some of them two more."""
    places = load_places()
    remote = draw.choices(RemoteWork.values, (42, 52, 6))[0]
    blocks = {places.block_of(prefecture)}
    if draw.random() < 0.4:
        blocks |= set(draw.sample(sorted(places.blocks), k=2))
    reach = [code for code, one in places.prefectures.items() if one.block in blocks]
    visits = {RemoteWork.PARTIAL: tuple(sorted(reach)), RemoteWork.NONE: (prefecture,)}
    return _Home(prefecture, town(draw, prefecture), visits.get(RemoteWork(remote), ()), remote)


def _words(trade: Skilled, prefecture: str, draw: Random) -> tuple[str, str]:
    english = trade.language == ENGLISH
    place = load_places().prefectures[prefecture]
    fill = {"home": place.name_en if english else place.name_ja, "p": draw.randint(2, 15)}
    habits = draw.sample(list(names()["habits_en" if english else "habits"]), k=2)
    tail = draw.choice(names()["tails_en" if english else "tails"])
    parts = [draw.choice(trade.summaries), *(habit.format(**fill) for habit in habits)]
    return f"{draw.choice(trade.headlines)}{tail.format(**fill)}"[:120], (" " if english else "").join(parts)


def _rate(trade: Skilled, draw: Random) -> int:
    low, high = trade.rate
    return draw.randrange(low, high + 1, 100)


def _skills(trade: Skilled, more: tuple[str, ...] | list[str], draw: Random) -> tuple[ToldSkill, ...]:
    known = [slug for place, slug in enumerate(trade.skills) if draw.random() < (0.92 if place < 3 else 0.55)]
    slugs = dict.fromkeys([*(known or trade.skills[:2]), *more])
    return tuple(
        ToldSkill(slug, draw.choices((2, 3, 4, 5), (15, 35, 35, 15))[0], draw.choice((0, 0, 0, 1, 1, 2, 4)))
        for slug in slugs
    )


def _works(trade: Skilled, draw: Random) -> tuple[ToldWork, ...]:
    chosen = draw.sample(list(trade.works), k=draw.randint(1, len(trade.works)))
    return tuple(ToldWork(title, text, industry, draw.randrange(0, 6)) for title, text, industry in chosen)


def _languages(language: str, draw: Random) -> tuple[tuple[str, int], ...]:
    if language == ENGLISH:
        return (("en", 7), ("ja", draw.randint(3, 6)))
    return (("ja", 7), ("en", draw.randint(1, 5)))
