"""The forms about lent people, and the lending company, person and personal link that fill them in."""

from __future__ import annotations

from datetime import timedelta

from accounts.actions import commit_hours
from accounts.hours import week_of
from accounts.invitations import digest_of
from accounts.models import Commitment, Consent, ConsentLink, Giver, Party, Personnel, Profile, Training
from common.japan import today_in_japan
from tests.authorisation.world import World
from tests.bad_input.fields import SOON, Field, choice, text
from tests.bad_input.table import Form, at
from tests.factories import make_consent, make_lender, make_personnel, make_user, owner_of

LINK = "a-personal-link-that-was-mailed"
PERSON_TABLES = (Personnel, Profile, Party)
PERSON = {
    "legal_name": text("青柳 渚", 100, required=True),
    "email": Field("email", "nagisa@example.jp", 254, required=True),
    "staff_number": Field("handle", "A-12", 40),
    "headline": text("窓口を楽にします", 120, required=True),
    "lending_form": choice("dispatch", required=True),
    "dispatch_licence": Field("slug", "派13-123456", 10, required=True),
    "roles": choice("engineer"),
    "public_years": Field("number", "5"),
    "public_experience": text("住民課の窓口改革。", 2000),
    "weekly_cap": Field("number", "40", required=True),
    "monthly_cap": Field("number", "160", required=True),
    "handle": Field("handle", "なぎさ窓口室", 40),
}
TRAINING = {
    "name": text("予算の研修", 120, required=True),
    "year": Field("number", "2025"),
    "hours": Field("number", "20"),
}
CONSENT = {"scopes": choice("listed", required=True), "expires_on": Field("day", SOON, required=True)}

LENDING_FORMS = [
    Form("person-create", "lender", at("accounts:person_create"), PERSON, PERSON_TABLES),
    Form(
        "person-edit",
        "lender",
        at("accounts:person_edit", "person"),
        PERSON | {"handle": Field("handle", "なぎさ窓口室", 40, required=True)},
        PERSON_TABLES,
        attacked=("email", "weekly_cap", "handle"),
    ),
    Form("company-consent", "lender", at("accounts:consent_give", "person"), CONSENT, (Consent,)),
    Form(
        "training",
        "lender",
        at("accounts:training_add", "person"),
        {
            "name": text("予算の研修", 120, required=True),
            "year": Field("number", "2025"),
            "hours": Field("number", "20"),
        },
        (Training,),
    ),
    Form(
        "commitment-end",
        "lender",
        at("accounts:commitment_end", "person", "commitment"),
        {"from_day": Field("day", SOON, required=True)},
        (Commitment,),
    ),
    Form("link-consent", "anonymous", at("accounts:lending", "personal_link"), CONSENT, (Consent,)),
    Form("own-consent", "lent", at("accounts:my_lending"), CONSENT, (Consent,)),
    Form(
        "people-filters",
        "lender",
        at("accounts:people"),
        {"q": text("窓口", 80), "role": choice("engineer"), "state": choice("complete"), "sort": choice("newest")},
        method="get",
    ),
]


def add_lender(world: World) -> None:
    """A company that lends two people: one with an account of their own, one with a personal link."""
    lender = make_lender()
    owner, herself = owner_of(lender), make_user()
    person = make_personnel(lender, user=herself, email=herself.email).party
    asked = make_personnel(lender, agreed=False).party
    make_consent(asked, Giver.COMPANY)
    ConsentLink.objects.create(party=asked, email=asked.personnel.email, token_digest=digest_of(LINK), asked_by=owner)
    monday = week_of(today_in_japan()) + timedelta(days=7)
    held = commit_hours(
        person, source="order:x", hours_per_week=8, first_day=monday, last_day=monday + timedelta(days=90)
    )
    assert held is not None
    world.actors |= {"lender": owner, "lent": herself}
    world.ids |= {"person": person.public_id, "commitment": held.pk, "personal_link": LINK}
