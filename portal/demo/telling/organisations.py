"""Organisations of a chapter: companies, local governments, lenders, partner firms, support organisations."""

from random import Random
from typing import Final

from accounts.models import OrganisationKind
from portal.demo.accounts import DOMAIN
from portal.demo.telling.ingredients import ENGLISH, JAPANESE, Trade, full_name, names, suffixes, trades_of
from portal.demo.telling.plan import METRO_COMPANIES, ORGANISATIONS, prefectures
from portal.demo.telling.told import ToldOrganisation, ToldPerson
from vocabulary.places import load_places

ENGLISH_EVERY: Final = 9  # one company in nine writes in English
PUBLIC = Trade("行政", "public services", "地方自治体", "gov")
TECHNICAL = Trade("システム", "software", "情報サービス", "it")
SUPPORTING = Trade("経営支援", "business support", "経営支援", "support")
# Tokyo, Kanagawa, Aichi, Osaka, Fukuoka: where companies that lend engineers sit.
LENDERS_IN: Final = ("13", "14", "23", "27", "13", "40")


def tell_organisations(number: int, draw: Random) -> list[ToldOrganisation]:
    """The chapter's organisations, companies first. Prefectures take turns over the chapters."""
    told: list[ToldOrganisation] = []
    regions, metros = prefectures(metro=False), prefectures(metro=True)
    for position in range(ORGANISATIONS[OrganisationKind.COMPANY]):
        inside = position < METRO_COMPANIES
        turn = number * METRO_COMPANIES + position if inside else number * 10 + position - METRO_COMPANIES
        home = metros[turn % len(metros)] if inside else regions[turn % len(regions)]
        told.append(
            _company(_owner(number, len(told), draw, english=(position + number) % ENGLISH_EVERY == 8), home, draw)
        )
    for position in range(ORGANISATIONS[OrganisationKind.MUNICIPALITY]):
        home = regions[(number * 7 + position * 11 + 3) % len(regions)]
        told.append(_government(OrganisationKind.MUNICIPALITY, home, _owner(number, len(told), draw), draw))
    home = regions[(number * 5 + 1) % len(regions)]
    told.append(_government(OrganisationKind.PREFECTURE, home, _owner(number, len(told), draw), draw))
    for position in range(ORGANISATIONS[OrganisationKind.LENDER]):
        home = LENDERS_IN[(number + position * 2) % len(LENDERS_IN)]
        told.append(_technical(OrganisationKind.LENDER, home, _owner(number, len(told), draw), draw))
    for position in range(ORGANISATIONS[OrganisationKind.PARTNER_FIRM] - 1):
        home = draw.choice(metros if position < 2 else regions)
        told.append(_technical(OrganisationKind.PARTNER_FIRM, home, _owner(number, len(told), draw), draw))
    told.append(_firm_abroad(number, _owner(number, len(told), draw, english=True), draw))
    told.append(_support(regions[(number * 3 + 2) % len(regions)], _owner(number, len(told), draw), draw))
    return told


def _owner(number: int, position: int, draw: Random, *, english: bool = False) -> ToldPerson:
    language = ENGLISH if english else JAPANESE
    return ToldPerson(f"owner{number:03d}-{position:02d}@{DOMAIN}", full_name(draw, language), language)


def town(draw: Random, prefecture: str) -> str:
    """The code of a town; cities twice as often as villages."""
    found = load_places().municipalities_of(prefecture)
    return draw.choices(found, [2 if one.name_ja.endswith("市") else 1 for one in found])[0].code


def _invented(draw: Random) -> str:
    return f"{draw.choice(names()['stems'])}{draw.choice(names()['lands'])}"


def _company(owner: ToldPerson, home: str, draw: Random) -> ToldOrganisation:
    known_for = trades_of(home)
    trade = draw.choices(known_for, [4] * (len(known_for) - 6) + [1] * 6)[0]
    place, years = town(draw, home), draw.randint(8, 96)
    name = draw.choice(names()["forms"]).format(_invented(draw) + draw.choice(suffixes(trade.group)))
    where = load_places().municipalities[place]
    told_ja = (
        f"{where.name_ja}で{years}年、{trade.product}に関わる仕事をしています。",
        f"{trade.product}を中心に、家族と近所の方で続けてきた会社です。創業から{years}年になります。",
        f"{trade.industry}。{where.name_ja}の小さな会社ですが、長いお付き合いのお客さまに支えられています。",
        f"先々代が{where.name_ja}で始めた{trade.industry}の会社です。",
    )
    told_en = (
        f"We have worked with {trade.product_en} in {where.name_en} for {years} years.",
        f"A family company in {where.name_en}. {trade.product_en.capitalize()} is what we know.",
    )
    quick = draw.randint(1, 4)
    return ToldOrganisation(
        kind=OrganisationKind.COMPANY,
        name=name,
        trade=trade,
        employees=draw.choice((3, 5, 8, 12, 18, 24, 35, 48, 70, 110)),
        introduction=draw.choice(told_en if owner.language == ENGLISH else told_ja),
        prefecture=home,
        municipality=place,
        language=owner.language,
        owner=owner,
        reply_days=(quick, quick + draw.randint(3, 8)),
    )


def _government(kind: OrganisationKind, home: str, owner: ToldPerson, draw: Random) -> ToldOrganisation:
    """Places are real, what is told of them is not: the name says so."""
    place = town(draw, home) if kind == OrganisationKind.MUNICIPALITY else None
    known = load_places()
    where = known.municipalities[place].name_ja if place else known.prefectures[home].name_ja
    return ToldOrganisation(
        kind=kind,
        name=f"{where}（デモ）",
        trade=Trade(trades_of(home)[0].product, trades_of(home)[0].product_en, PUBLIC.industry, PUBLIC.group),
        employees=draw.choice((90, 140, 260, 480, 900)),
        introduction=f"{where}の仕事を題材にした、架空の案件を出しています。実際の自治体とは関わりがありません。",
        prefecture=home,
        municipality=place,
        language=JAPANESE,
        owner=owner,
        reply_days=(6, 13),
    )


def _technical(kind: OrganisationKind, home: str, owner: ToldPerson, draw: Random) -> ToldOrganisation:
    lends = kind == OrganisationKind.LENDER
    does = "自治体や地方の会社に、技術者をお貸ししています" if lends else "チームでの開発をお受けしています"
    return ToldOrganisation(
        kind=kind,
        name=f"株式会社 {_invented(draw)}{draw.choice(names()['it_names'])}",
        trade=TECHNICAL,
        employees=draw.choice((20, 45, 80, 150, 320)),
        introduction=f"{load_places().prefectures[home].name_ja}の会社です。{does}。",
        prefecture=home,
        municipality=town(draw, home),
        language=JAPANESE,
        owner=owner,
    )


def _firm_abroad(number: int, owner: ToldPerson, draw: Random) -> ToldOrganisation:
    """Registered through its contact in Tokyo, as a firm abroad is."""
    abroad, words = names()["firms_abroad"], names()["firm_words"]
    country, city, zone = abroad[number % len(abroad)]
    turn = number // len(words)
    return ToldOrganisation(
        kind=OrganisationKind.PARTNER_FIRM,
        name=f"{words[number % len(words)]} {city}{f' {turn + 1}' if turn else ''}",
        trade=TECHNICAL,
        employees=draw.choice((18, 35, 60, 120)),
        introduction=f"A team in {city} with bridge engineers who work in Japanese and English.",
        prefecture="13",
        municipality=None,
        language=ENGLISH,
        owner=owner,
        abroad=(country, city, zone),
    )


def _support(home: str, owner: ToldPerson, draw: Random) -> ToldOrganisation:
    return ToldOrganisation(
        kind=OrganisationKind.SUPPORT,
        name=draw.choice(names()["support"]).format(_invented(draw)),
        trade=SUPPORTING,
        employees=draw.choice((6, 12, 20)),
        introduction="地域の会社に代わって、困りごとを案件にまとめるお手伝いをしています。",
        prefecture=home,
        municipality=town(draw, home),
        language=JAPANESE,
        owner=owner,
    )
