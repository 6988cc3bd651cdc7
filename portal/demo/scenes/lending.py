"""A lending company: one of its people is fully booked, one nearly, one has an account, one has yet to be asked."""

import datetime

from accounts.actions import (
    ask_for_consent,
    commit_hours,
    connect_account,
    create_personnel,
    give_consent,
    save_training,
)
from accounts.models import ConsentScope, Giver, LendingForm, OrganisationKind, Party, PersonnelRole, User
from common.japan import today_in_japan
from portal.demo.accounts import DOMAIN
from portal.demo.scenes.cast import describe, organise, register
from portal.demo.stories import read_stories

SITE = "http://127.0.0.1:8000"
HALF_A_YEAR = datetime.timedelta(days=180)
WEEKS_BOOKED = datetime.timedelta(weeks=12)


def play_lender() -> None:
    owner = register("lender", "堀切野 日和")
    lender = organise(
        owner,
        OrganisationKind.LENDER,
        "株式会社 風渡橋データ設計",
        ("13", "千代田区"),
        "自治体と地方の会社に、技術者をお貸ししています。一人ひとりの同意と時間を大切にしています。",
    )
    person = register("personnel", "露草 理久")
    for story in read_stories("scenes")["lent"]:
        profile = create_personnel(
            lender,
            actor=owner,
            handle=story["handle"],
            legal_name=story["name"],
            email=f"{story['login']}@{DOMAIN}",
            lending_form=LendingForm.SERVICE_CONTRACT,
            roles=[PersonnelRole(role) for role in story["roles"]],
            public_years=story["years"],
            public_experience=story["experience"],
            weekly_cap=story["cap"],
            monthly_cap=story["cap"] * 5,
        )
        describe(
            profile,
            headline=story["headline"],
            summary=story["summary"],
            rate=story["rate"],
            hours=story["cap"],
            home="13",
            skills=story["skills"],
        )
        save_training(profile.party, None, actor=owner, name="自治体の仕事と予算の基礎", year=2026, hours=20)
        _consent(profile.party, story["consent"], owner, person)
        if story["booked"]:
            start = today_in_japan() + datetime.timedelta(days=3)
            commit_hours(
                profile.party,
                source="demo:running",
                hours_per_week=story["booked"],
                first_day=start,
                last_day=start + WEEKS_BOOKED,
            )


def _consent(party: Party, story: str, owner: User, person: User) -> None:
    """``both`` have agreed, the person by the mailed link, which connects the account they have; or ``none`` has."""
    if story == "none":
        return
    scopes, until = ConsentScope.values, today_in_japan() + HALF_A_YEAR
    give_consent(party, Giver.COMPANY, scopes=scopes, expires_on=until, by=owner)
    link = ask_for_consent(party, actor=owner, site=SITE)
    give_consent(party, Giver.PERSON, scopes=scopes, expires_on=until, by=link)
    if link.email == person.email:
        connect_account(link, person)
