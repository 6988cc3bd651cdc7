"""Organisations and candidates of a chapter, with everything that belongs to them."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db import models

from accounts.invitations import digest_of, new_token
from accounts.models import (
    LOCAL_GOVERNMENTS,
    Consent,
    ConsentChannel,
    ConsentScope,
    FirmMember,
    FirmMemberLanguage,
    Freelancer,
    Giver,
    LegalConsent,
    LocalGovernment,
    Mandate,
    Membership,
    Organisation,
    OrganisationKind,
    PartnerFirm,
    Party,
    PastWork,
    Personnel,
    Profile,
    ProfileLanguage,
    ProfileSkill,
    Reach,
    Role,
    Training,
    User,
    WorkConfirmation,
)
from accounts.models.organisations import NEEDS_APPROVAL
from accounts.states import ConfirmationStatus
from portal.demo.accounts import DOMAIN
from portal.demo.telling.told import ToldCandidate, ToldOrganisation, ToldPerson
from portal.demo.writing.copying import copy_in, number
from portal.demo.writing.words import Vocabulary

AGE_OF_ACCOUNTS = datetime.timedelta(days=770)
CONSENT_DAYS = 300
CLIENTS_OF_SUPPORT = 2
QUOTES_WANTED = 2
CONFIRMED_AGO = datetime.timedelta(days=200)
SKILLS_OF_A_WORK = 2
# Of so many candidates one has a work a client confirmed.
ONE_CONFIRMED_OF = 4


@dataclass(frozen=True)
class WrittenPeople:
    """Rows by their position in the chapter."""

    organisations: Sequence[Organisation]
    owners: Sequence[User]
    parties: Sequence[Party]
    teams: dict[int, list[FirmMember]]


def has_confirmed_work(told: ToldCandidate) -> bool:
    return bool(told.works) and sum(map(ord, told.handle)) % ONE_CONFIRMED_OF == 0


class PeopleWriter:
    """Writes one chapter's organisations and candidates. ``password`` is a hash."""

    def __init__(self, words: Vocabulary, now: datetime.datetime, password: str) -> None:
        self._words, self._now, self._password = words, now, password
        self._since = now - AGE_OF_ACCOUNTS
        self._rows: dict[type[models.Model], list[models.Model]] = defaultdict(list)
        self._confirmed: list[tuple[PastWork, list[str]]] = []
        self._confirmed_on = (now - CONFIRMED_AGO).date()
        self.written = 0

    def write(
        self, chapter: int, organisations: list[ToldOrganisation], candidates: list[ToldCandidate]
    ) -> WrittenPeople:
        owners = self._users([told.owner for told in organisations])
        written = self._organisations(organisations, owners)
        people = self._users([told.person for told in candidates if told.person])
        accounts = {user.email: user for user in people}
        parties = [
            Party(
                kind=told.kind,
                handle=told.handle,
                user=accounts[told.person.email] if told.person else None,
                organisation=None if told.organisation is None else written[told.organisation],
            )
            for told in candidates
        ]
        self.written += copy_in(number(parties))
        profiles = number([self._profile(told, party) for told, party in zip(candidates, parties, strict=True)])
        self.written += copy_in(profiles)
        teams: dict[int, list[FirmMember]] = {}
        for at, (told, profile) in enumerate(zip(candidates, profiles, strict=True)):
            self._facts(told, profile)
            if told.lent is not None:
                self._lend(told, profile.party, f"lent{chapter:03d}-{at:03d}@{DOMAIN}", owners[told.organisation or 0])
            elif told.person is not None:
                self._add(Freelancer(party=profile.party, side_job=told.side_job))
            elif told.organisation is not None:
                teams[at] = self._firm(told, profile.party, organisations[told.organisation])
        self._write_rest()
        self._confirm()
        self._write_rest()
        return WrittenPeople(written, owners, parties, teams)

    def _add(self, *rows: models.Model) -> None:
        for row in rows:
            self._rows[type(row)].append(row)

    def _write_rest(self) -> None:
        for rows in self._rows.values():
            self.written += copy_in(rows)
        self._rows.clear()

    def _users(self, people: Sequence[ToldPerson]) -> Sequence[User]:
        users = [
            User(
                email=told.email,
                password=self._password,
                full_name=told.name,
                language="" if told.language == "ja" else told.language,
                date_joined=self._since,
            )
            for told in people
        ]
        self.written += copy_in(number(users))
        for user in users:
            self._add(EmailAddress(user=user, email=user.email, verified=True, primary=True))
            self._add(
                *(
                    LegalConsent(user=user, version=version, language=user.language or "ja")
                    for version in self._words.legal_texts
                )
            )
        return users

    def _organisations(self, told: list[ToldOrganisation], owners: Sequence[User]) -> Sequence[Organisation]:
        rows = [
            Organisation(
                kind=one.kind,
                name=one.name,
                industry=one.trade.industry,
                employees=one.employees,
                introduction=one.introduction,
                prefecture_id=one.prefecture,
                municipality_id=one.municipality,
                approved_at=self._since if one.kind in NEEDS_APPROVAL else None,
                created_at=self._since,
            )
            for one in told
        ]
        self.written += copy_in(number(rows))
        for row, owner in zip(rows, owners, strict=True):
            self._add(Membership(organisation=row, user=owner, role=Role.OWNER, joined_at=self._since))
            if row.kind in LOCAL_GOVERNMENTS:
                self._add(LocalGovernment(organisation=row, quotes_wanted=QUOTES_WANTED, approves_elsewhere=True))
        support = next((row for row in rows if row.kind == OrganisationKind.SUPPORT), None)
        if support is not None:
            given = zip(rows[:CLIENTS_OF_SUPPORT], owners, (Reach.PUBLISH, Reach.ANSWER), strict=False)
            self._add(*(self._mandate(support, client, owner, reach) for client, owner, reach in given))
        return rows

    def _mandate(self, support: Organisation, client: Organisation, owner: User, reach: Reach) -> Mandate:
        valid_until = self._now.date() + datetime.timedelta(days=CONSENT_DAYS)
        return Mandate(
            support=support,
            client=client,
            reach=reach,
            valid_until=valid_until,
            given_by=owner,
            given_at=self._since,
        )

    def _profile(self, told: ToldCandidate, party: Party) -> Profile:
        return Profile(
            party=party,
            legal_name=told.legal_name,
            headline=told.headline,
            summary=told.summary,
            rate_jpy_hour=told.rate,
            hours_per_week=told.hours,
            available_from=self._now.date() + datetime.timedelta(days=told.free_in_days),
            prefecture_id=told.prefecture,
            municipality_id=told.municipality,
            remote=told.remote,
            created_at=self._since,
            updated_at=self._now,
        )

    def _facts(self, told: ToldCandidate, profile: Profile) -> None:
        year, skills = self._now.year, self._words.skills
        for one in told.skills:
            is_confirmed = has_confirmed_work(told) and one in told.skills[:SKILLS_OF_A_WORK]
            self._add(
                ProfileSkill(
                    profile=profile,
                    skill=skills[one.slug],
                    level=one.level,
                    last_used=year - one.years_ago,
                    confirmed_on=self._confirmed_on if is_confirmed else None,
                )
            )
        self._works(told, profile)
        for language, level in told.languages:
            self._add(ProfileLanguage(profile=profile, language=language, level=level))
        visits: Any = Profile.onsite_prefectures.through
        self._add(*(visits(profile_id=profile.pk, prefecture_id=code) for code in told.reach))

    def _works(self, told: ToldCandidate, profile: Profile) -> None:
        """Of some people a client has confirmed the first one."""
        for place, work in enumerate(told.works):
            is_confirmed = place == 0 and has_confirmed_work(told)
            row = PastWork(
                profile=profile,
                title=work.title,
                text=work.text,
                industry=work.industry,
                year=self._now.year - work.years_ago,
                confirmed_on=self._confirmed_on if is_confirmed else None,
            )
            self._add(row)
            if is_confirmed:
                self._confirmed.append((row, [one.slug for one in told.skills[:SKILLS_OF_A_WORK]]))

    def _confirm(self) -> None:
        """Once the works have their ids. The clients are none of the demo's organisations."""
        names: Any = PastWork.skills.through
        for row, slugs in self._confirmed:
            self._add(*(names(pastwork_id=row.pk, skill_id=self._words.skills[slug].pk) for slug in slugs))
            self._add(
                WorkConfirmation(
                    work=row,
                    party=row.profile.party,
                    title=row.title,
                    year=row.year,
                    skills=sorted(slugs),
                    email=f"client{row.pk}@{DOMAIN}",
                    token_digest=digest_of(new_token()),
                    status=ConfirmationStatus.CONFIRMED,
                    asked_at=self._now - CONFIRMED_AGO,
                    answered_at=self._now - CONFIRMED_AGO,
                )
            )
        self._confirmed.clear()

    def _lend(self, told: ToldCandidate, party: Party, email: str, owner: User) -> None:
        assert told.lent is not None
        lent, (training, hours) = told.lent, told.lent.trained
        personnel = Personnel(
            party=party,
            email=email,
            lending_form=lent.form,
            roles=list(lent.roles),
            public_years=lent.public_years,
            weekly_cap=lent.weekly_cap,
            monthly_cap=lent.monthly_cap,
        )
        self._add(personnel, Training(personnel=personnel, name=training, year=self._now.year - 1, hours=hours))
        ends = self._now.date() + datetime.timedelta(days=CONSENT_DAYS)
        for giver in Giver:
            by_company = giver == Giver.COMPANY
            self._add(
                Consent(
                    party=party,
                    giver=giver,
                    scopes=list(ConsentScope.values),
                    given_by=owner if by_company else None,
                    given_how=ConsentChannel.ACCOUNT if by_company else ConsentChannel.LINK,
                    given_at=self._since,
                    expires_on=ends,
                )
            )

    def _firm(self, told: ToldCandidate, party: Party, organisation: ToldOrganisation) -> list[FirmMember]:
        country, city, zone = organisation.abroad or ("JP", "", "Asia/Tokyo")
        firm = PartnerFirm(party=party, country=country, city=city, time_zone=zone, engineers=organisation.employees)
        self.written += copy_in([firm])
        members = [
            FirmMember(firm=firm, name=one.name, role=one.role, country=country, time_zone=zone, hours_per_week=20)
            for one in told.team
        ]
        self.written += copy_in(number(members))
        knows: Any = FirmMember.skills.through
        for member, one in zip(members, told.team, strict=True):
            self._add(*(knows(firmmember_id=member.pk, skill_id=self._words.skills[slug].pk) for slug in one.skills))
            first = "ja" if organisation.abroad is None else "en"
            self._add(FirmMemberLanguage(member=member, language=first, level=7))
            if first != "ja":
                self._add(FirmMemberLanguage(member=member, language="ja", level=one.japanese))
        return members
