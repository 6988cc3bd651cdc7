"""The other half of the world: a lending company and a partner firm with everybody who might try their addresses."""

from __future__ import annotations

import datetime
from typing import Any

from accounts.actions import commit_hours
from accounts.models import FirmCertificate, PastWork, Profile, ProfileLanguage, Role, Training, User
from common.japan import today_in_japan
from tests.authorisation.world import World
from tests.factories import (
    make_firm,
    make_freelancer,
    make_lender,
    make_member,
    make_personnel,
    make_team_member,
    make_user,
    owner_of,
)

# The owner and the viewer of the lending company, of another one; of the firm, of another one; somebody by themself.
OFFERING_ACTORS = ("anonymous", "lender", "l.viewer", "l.rival", "firm", "f.viewer", "f.rival", "freelancer", "staff")


def make_offering_world() -> World:
    lender, rival = make_lender(), make_lender(name="別の人材会社")
    person, firm, other_firm = make_personnel(lender, skills=("kintone",)), make_firm(skills=("kintone",)), make_firm()
    organisation, competitor = firm.party.organisation, other_firm.party.organisation
    assert organisation is not None
    assert competitor is not None
    actors: dict[str, User | None] = {
        "anonymous": None,
        "lender": owner_of(lender),
        "l.viewer": make_member(lender, role=Role.VIEWER).user,
        "l.rival": owner_of(rival),
        "firm": owner_of(organisation),
        "f.viewer": make_member(organisation, role=Role.VIEWER).user,
        "f.rival": owner_of(competitor),
        "freelancer": make_freelancer().user,
        "staff": make_user(is_staff=True, is_superuser=True),
    }
    ids = {
        "organisation": organisation.public_id,
        "person": person.party.public_id,
        "firm": firm.party.public_id,
        "skill": "kintone",
        "language": "en",
        "work": _with_facts(firm),
        "lent_work": _with_facts(person),
        "member": make_team_member(firm).public_id,
        "certificate": FirmCertificate.objects.create(firm=firm.party.firm, name="ISMS").public_id,
        "training": Training.objects.create(personnel=person.party.personnel, name="行政手続").public_id,
        "number": _promised(person),
    }
    return World(actors, ids, {})


def _with_facts(profile: Profile) -> str:
    ProfileLanguage.objects.create(profile=profile, language="en", level=4)
    return PastWork.objects.create(profile=profile, title="台帳の電子化").public_id


def _promised(person: Profile) -> int:
    first = today_in_japan()
    last = first + datetime.timedelta(days=60)
    promise = commit_hours(person.party, source="order:other", hours_per_week=8, first_day=first, last_day=last)
    assert promise is not None
    return promise.pk


def bodies_of_offering() -> dict[tuple[str, str], Any]:
    """What is sent to each address, filled in well."""
    day = (today_in_japan() + datetime.timedelta(days=40)).isoformat()
    person = {"legal_name": "鈴木 一", "email": "new.lent@example.jp", "headline": "窓口を見直します"}
    return {
        ("api:person-list", "POST"): person | {"lending_form": "secondment"},
        ("api:person-detail", "PATCH"): {"weekly_cap": 30},
        ("api:person-consent", "POST"): {"scopes": ["listed"], "expires_on": day},
        ("api:person-training-list", "POST"): {"name": "予算"},
        ("api:person-commitment-end", "POST"): {"from_day": day},
        ("api:firm", "PATCH"): {"engineers": 30},
        ("api:firm-team-list", "POST"): {"name": "Hoa", "role": "bridge"},
        ("api:firm-team-detail", "PATCH"): {"role": "bridge"},
        ("api:firm-certificate-list", "POST"): {"name": "PrivacyMark"},
        ("api:firm-certificate-detail", "PATCH"): {"number": "1234"},
        ("api:party-profile", "PATCH"): {"headline": "受発注の仕組みを作ります。"},
        ("api:party-profile-skill", "PUT"): {"level": 5},
        ("api:party-profile-language", "PUT"): {"level": 5},
        ("api:party-profile-work-list", "POST"): {"title": "受注の一覧"},
        ("api:party-profile-work-detail", "PATCH"): {"title": "受注の一覧"},
    }
