"""Three hundred invented freelancers from all 47 prefectures; the same ones every time."""

import datetime
from dataclasses import dataclass, field
from random import Random
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import (
    Freelancer,
    Party,
    PartyKind,
    PastWork,
    Profile,
    ProfileLanguage,
    ProfileSkill,
    RemoteWork,
    SideJobPermission,
    User,
)
from portal.demo.accounts import DEMO_PASSWORD, DOMAIN
from portal.demo.stories import read_stories
from vocabulary.models import Municipality, Prefecture, Skill

PEOPLE = 300
SEED = 20261120
# Everybody appears twice in each prefecture; the others live where the engineers of the country live.
METRO_SHARE = {"13": 96, "14": 38, "11": 20, "12": 18, "23": 10, "27": 14, "28": 4, "26": 4, "40": 8}
HOURS = (5, 8, 10, 12, 15, 20, 25, 30)
# The two people one can sign in as live near an order that fits them, and their profiles are complete.
STARS = {
    0: {"home": "20", "rate_jpy_hour": 4800, "hours_per_week": 16, "remote": RemoteWork.PARTIAL},
    7: {"home": "34", "rate_jpy_hour": 5800, "hours_per_week": 25, "remote": RemoteWork.FULL},
}
SPARSE_EVERY = 17  # one in seventeen has not finished the profile, as in life


@dataclass
class DrawnPeople:
    """Rows made so far, in the order of drawing."""

    profiles: list[Profile] = field(default_factory=list)
    freelancers: list[Freelancer] = field(default_factory=list)
    skills: list[ProfileSkill] = field(default_factory=list)
    works: list[PastWork] = field(default_factory=list)
    languages: list[ProfileLanguage] = field(default_factory=list)


def create_people(today: datetime.date) -> list[Profile]:
    """Create the people with all their rows and return their profiles."""
    draw = Random(SEED)  # noqa: S311 -- the same stories on every machine, nothing secret
    trades = read_stories("people")["trades"]
    homes = _homes(draw)
    users, parties = _users_and_parties(draw, [trades[i % len(trades)] for i in range(PEOPLE)])
    skills = {skill.slug: skill for skill in Skill.objects.all()}
    towns = _towns()
    drawn = DrawnPeople()
    for number, (user, party, home) in enumerate(zip(users, parties, homes, strict=True)):
        trade = trades[number % len(trades)]
        profile = _profile(draw, trade, user, party, today)
        side_job = draw.choices(SideJobPermission.values, weights=(35, 50, 10, 5))[0]
        star = STARS.get(number)
        profile.prefecture_id, profile.municipality = home, draw.choice(towns[home])
        drawn.profiles.append(profile)
        drawn.freelancers.append(Freelancer(party=party, side_job=SideJobPermission.APPROVED if star else side_job))
        if star:
            _shine(profile, star, towns, today)
        elif number % SPARSE_EVERY == 0:
            _forget(draw, profile)
        _add_rows(draw, drawn, trade, skills, today.year, knows_all=star is not None)
    Freelancer.objects.bulk_create(drawn.freelancers)
    Profile.objects.bulk_create(drawn.profiles)
    ProfileSkill.objects.bulk_create(drawn.skills)
    PastWork.objects.bulk_create(drawn.works)
    ProfileLanguage.objects.bulk_create(drawn.languages)
    _add_reach(drawn.profiles)
    return drawn.profiles


def _homes(draw: Random) -> list[str]:
    everywhere = [f"{code:02d}" for code in range(1, 48)] * 2
    metro = draw.choices(list(METRO_SHARE), weights=list(METRO_SHARE.values()), k=PEOPLE - len(everywhere))
    homes = everywhere + metro
    draw.shuffle(homes)
    return homes


def _towns() -> dict[str, list[Municipality]]:
    towns: dict[str, list[Municipality]] = {}
    for town in Municipality.objects.order_by("code"):
        towns.setdefault(town.prefecture_id, []).append(town)
    return towns


def _users_and_parties(draw: Random, trades: list[dict[str, Any]]) -> tuple[list[User], list[Party]]:
    names = read_stories("names")
    password = make_password(DEMO_PASSWORD)
    handles = _handles(draw, names, trades)
    users = [
        User(
            email=_email(number),
            password=password,
            full_name=_full_name(draw, names, trade["lang"]),
            language="" if trade["lang"] == "ja" else "en",
        )
        for number, trade in enumerate(trades)
    ]
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users]
    )
    parties = [
        Party(kind=PartyKind.FREELANCER, handle=handle, user=user) for handle, user in zip(handles, users, strict=True)
    ]
    Party.objects.bulk_create(parties)
    return users, parties


def _email(number: int) -> str:
    # The first kintone builder and the first mobile engineer are the ones people sign in as.
    return {0: f"freelancer@{DOMAIN}", 7: f"engineer@{DOMAIN}"}.get(number, f"person{number:03d}@{DOMAIN}")


def _full_name(draw: Random, names: dict[str, list[str]], language: str) -> str:
    if language == "en":
        return f"{draw.choice(names['given_en'])} {draw.choice(names['surnames_en'])}"
    return f"{draw.choice(names['surnames'])} {draw.choice(names['given'])}"


def _handles(draw: Random, names: dict[str, list[str]], trades: list[dict[str, Any]]) -> list[str]:
    japanese = [place + trade for place in names["places"] for trade in names["trades_ja"]]
    english = [f"{word} {trade}" for word in names["words_en"] for trade in names["trades_en"]]
    draw.shuffle(japanese)
    draw.shuffle(english)
    return [(english if trade["lang"] == "en" else japanese).pop() for trade in trades]


def _profile(draw: Random, trade: dict[str, Any], user: User, party: Party, today: datetime.date) -> Profile:
    low, high = trade["rate"]
    return Profile(
        party=party,
        legal_name=user.full_name,
        headline=draw.choice(trade["headlines"]),
        summary=draw.choice(trade["summaries"]),
        rate_jpy_hour=draw.randrange(low, high + 1, 100),
        hours_per_week=draw.choice(HOURS),
        available_from=today + datetime.timedelta(days=draw.randrange(0, 60)),
        remote=draw.choices(RemoteWork.values, weights=(55, 37, 8))[0],
    )


def _shine(profile: Profile, star: dict[str, Any], towns: dict[str, list[Municipality]], today: datetime.date) -> None:
    profile.prefecture_id, profile.municipality = star["home"], towns[star["home"]][0]
    profile.rate_jpy_hour, profile.hours_per_week = star["rate_jpy_hour"], star["hours_per_week"]
    profile.remote, profile.available_from = star["remote"], today


def _forget(draw: Random, profile: Profile) -> None:
    for name, empty in draw.sample(
        [("rate_jpy_hour", None), ("hours_per_week", None), ("available_from", None), ("remote", ""), ("summary", "")],
        k=3,
    ):
        setattr(profile, name, empty)


def _add_rows(
    draw: Random, drawn: DrawnPeople, trade: dict[str, Any], skills: dict[str, Skill], year: int, *, knows_all: bool
) -> None:
    profile = drawn.profiles[-1]
    # A trade's first skills are its core: nearly everybody has them.
    known = [slug for at, slug in enumerate(trade["skills"]) if draw.random() < (0.92 if at < 3 else 0.55) or knows_all]
    for slug in known or trade["skills"][:2]:
        last_used = year - draw.choice((0, 0, 0, 1, 1, 2, 4))
        level = draw.choices((2, 3, 4, 5), weights=(15, 35, 35, 15))[0]
        drawn.skills.append(ProfileSkill(profile=profile, skill=skills[slug], level=level, last_used=last_used))
    for title, text, industry in draw.sample(trade["works"], k=draw.randint(1, len(trade["works"]))):
        drawn.works.append(
            PastWork(profile=profile, title=title, text=text, industry=industry, year=year - draw.randrange(0, 6))
        )
    first, second, low, high = ("en", "ja", 3, 6) if trade["lang"] == "en" else ("ja", "en", 1, 5)
    drawn.languages.append(ProfileLanguage(profile=profile, language=first, level=7))
    drawn.languages.append(ProfileLanguage(profile=profile, language=second, level=draw.randint(low, high)))


def _add_reach(profiles: list[Profile]) -> None:
    """People who visit clients reach their own block of the country; those who work on site, their prefecture."""
    blocks: dict[str, list[str]] = {}
    block_of = {}
    for prefecture in Prefecture.objects.all():
        blocks.setdefault(prefecture.block, []).append(prefecture.code)
        block_of[prefecture.code] = prefecture.block
    reach = Profile.onsite_prefectures.through
    rows = []
    for profile in profiles:
        home = profile.prefecture_id
        if home is None or profile.remote not in (RemoteWork.PARTIAL, RemoteWork.NONE):
            continue
        codes = blocks[block_of[home]] if profile.remote == RemoteWork.PARTIAL else [home]
        rows += [reach(profile_id=profile.pk, prefecture_id=code) for code in codes]
    reach.objects.bulk_create(rows)
