"""The forms by which others act or are offered: a mandate, a firm's page, team and certificates, and many consents."""

from __future__ import annotations

from accounts.models import Consent, FirmCertificate, FirmMember, Mandate, Organisation, OrganisationKind, Party
from tests.authorisation.world import World
from tests.bad_input.fields import SOON, Field, choice, text
from tests.bad_input.form import Form, at
from tests.bad_input.lending import CONSENT
from tests.factories import make_company, make_firm, make_personnel, make_team_member, owner_of

# Ids that a choice of the tables below can name.
SUPPORT, NEW_PERSON = "svpprthhhhhh", "nwprsnbbbbbb"
FIRM_FACTS = {
    "name": text("架空ソフトウェア", 120, required=True),
    "country": choice("JP", required=True),
    "prefecture": choice("32", required=True, blames=("municipality",)),
    "municipality": choice("322016"),
    "time_zone": choice("Asia/Tokyo"),
    "engineers": Field("number", "12"),
}
TEAM_MEMBER = {
    "name": Field("handle", "Linh", 60, required=True),
    "legal_name": text("Nguyễn Thị Linh", 100),
    "role": choice("developer", required=True),
    "country": choice("VN", required=True),
    "time_zone": choice("Asia/Ho_Chi_Minh"),
    "hours_per_week": Field("number", "30"),
    "language_1": choice("ja", blames=("level_1",)),
    "level_1": choice("3", blames=("language_1",)),
    "skills": Field("skill", "Python, kintone", 600),
}
CERTIFICATE = {
    "name": text("ISO/IEC 27001", 120, required=True),
    "number": text("JP-12345", 60),
    "valid_until": Field("day", SOON),
}

REPRESENTING_FORMS = [
    Form(
        "mandate",
        "owner",
        at("accounts:mandates"),
        {
            "support": choice(SUPPORT, required=True),
            "reach": choice("publish", required=True),
            "valid_until": Field("day", SOON, required=True),
        },
        (Mandate,),
    ),
    Form("firm-facts", "firm", at("accounts:firm_edit"), FIRM_FACTS, (Organisation,)),
    Form("team-member", "firm", at("accounts:team_member_create"), TEAM_MEMBER, (FirmMember,)),
    Form(
        "team-member-edit",
        "firm",
        at("accounts:team_member_edit", "team_member"),
        TEAM_MEMBER,
        (FirmMember,),
        attacked=("name", "hours_per_week", "level_1"),
    ),
    Form("certificate", "firm", at("accounts:certificate_create"), CERTIFICATE, (FirmCertificate,)),
    Form(
        "certificate-edit",
        "firm",
        at("accounts:certificate_edit", "certificate"),
        CERTIFICATE,
        (FirmCertificate,),
        attacked=("name", "valid_until"),
    ),
    Form(
        "consent-for-many",
        "lender",
        at("accounts:people_agree"),
        CONSENT | {"people": choice(NEW_PERSON, required=True)},
        (Consent,),
    ),
]


def add_representatives(world: World) -> None:
    """A support organisation to choose, a firm with somebody in its team, and a lent person nobody agreed for."""
    support = make_company(name="架空商工会議所", kind=OrganisationKind.SUPPORT)
    Organisation.objects.filter(pk=support.pk).update(public_id=SUPPORT)
    firm = make_firm()
    assert firm.party.organisation is not None
    member = make_team_member(firm)
    certificate = FirmCertificate.objects.create(firm=firm.party.firm, name="プライバシーマーク")
    lender = Organisation.objects.get(memberships__user=world.actors["lender"])
    person = make_personnel(lender, agreed=False).party
    Party.objects.filter(pk=person.pk).update(public_id=NEW_PERSON)
    world.actors |= {"firm": owner_of(firm.party.organisation)}
    world.ids |= {"team_member": member.public_id, "certificate": certificate.public_id}
