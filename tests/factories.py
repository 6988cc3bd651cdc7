"""Plain functions that make the few rows almost every test needs."""

from datetime import timedelta
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.actions import agree_to_legal_texts
from accounts.models import (
    Consent,
    ConsentChannel,
    ConsentScope,
    FirmMember,
    FirmMemberLanguage,
    FirmRole,
    Freelancer,
    Giver,
    LendingForm,
    Membership,
    Organisation,
    OrganisationKind,
    PartnerFirm,
    Party,
    PartyKind,
    Personnel,
    Profile,
    ProfileSkill,
    Role,
    User,
)
from accounts.queries import legal_texts_to_agree
from common.japan import today_in_japan
from orders.models import Order
from orders.states import OrderStatus
from vocabulary.models import Prefecture, Skill

PASSWORD = "a sentence only I would think of"
_numbers = count(1)


def make_user(email: str = "", **fields: Any) -> User:
    """Somebody with a confirmed address who agreed to the legal texts and can sign in with PASSWORD."""
    user = User.objects.create_user(email or f"person{next(_numbers)}@example.jp", PASSWORD, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    agree_to_legal_texts(user, legal_texts_to_agree(), language="ja")
    return user


def make_company(owner: User | None = None, **fields: Any) -> Organisation:
    """A company in Shimane with one owner."""
    shimane = Prefecture.objects.get(code="32")
    facts: dict[str, Any] = {"name": "山陰醤油", "prefecture": shimane, "approved_at": timezone.now()} | fields
    if facts.get("kind") == OrganisationKind.MUNICIPALITY:
        facts = {"municipality_id": "322016"} | facts
    company = Organisation.objects.create(**facts)
    make_member(company, owner or make_user())
    return company


def make_member(company: Organisation, user: User | None = None, role: Role = Role.OWNER) -> Membership:
    return Membership.objects.create(organisation=company, user=user or make_user(), role=role)


def owner_of(company: Organisation) -> User:
    return User.objects.get(memberships__organisation=company, memberships__role=Role.OWNER)


def make_freelancer(user: User | None = None, *, skills: tuple[str, ...] = (), **fields: Any) -> Profile:
    """A profile with no more than a headline and a name; ``skills`` are slugs, at level 3."""
    fields = {"headline": "お手伝いします", "legal_name": "山田 花子"} | fields
    handle = fields.pop("handle", "") or f"aoi-kawa-{next(_numbers)}"
    party = Party.objects.create(kind=PartyKind.FREELANCER, handle=handle, user=user or make_user())
    Freelancer.objects.create(party=party, side_job=fields.pop("side_job", ""))
    profile = Profile.objects.create(party=party, **fields)
    for slug in skills:
        ProfileSkill.objects.create(profile=profile, skill=Skill.objects.get(slug=slug), level=3)
    return profile


def make_lender(owner: User | None = None, **fields: Any) -> Organisation:
    """A company that lends people, in Shimane, with one owner."""
    return make_company(owner, **({"name": "架空人材サービス", "kind": OrganisationKind.LENDER} | fields))


def make_personnel(
    lender: Organisation | None = None, *, agreed: bool = True, skills: tuple[str, ...] = (), **fields: Any
) -> Profile:
    """A lent person with a headline and a name; with ``agreed`` both have consented for a year."""
    number = next(_numbers)
    fields = {"headline": "窓口の手続きを見直します", "legal_name": "佐藤 一郎"} | fields
    own = {name: fields.pop(name) for name in set(fields) & {field.name for field in Personnel._meta.fields}}
    party = Party.objects.create(
        kind=PartyKind.PERSONNEL,
        handle=fields.pop("handle", "") or f"sora-mori-{number}",
        organisation=lender or make_lender(),
        user=fields.pop("user", None),
    )
    own = {"email": f"lent{number}@example.jp", "lending_form": LendingForm.SERVICE_CONTRACT} | own
    Personnel.objects.create(party=party, **own)
    profile = Profile.objects.create(party=party, **fields)
    for slug in skills:
        ProfileSkill.objects.create(profile=profile, skill=Skill.objects.get(slug=slug), level=3)
    if agreed:
        for giver in Giver:
            make_consent(party, giver)
    return profile


def make_firm(owner: User | None = None, *, skills: tuple[str, ...] = (), **fields: Any) -> Profile:
    """A partner firm in Shimane with a headline, one owner and an empty team; fields of PartnerFirm go there."""
    own = {name: fields.pop(name) for name in set(fields) & {field.name for field in PartnerFirm._meta.fields}}
    is_abroad = own.get("country", "JP") != "JP"
    place = {} if is_abroad else {"prefecture": Prefecture.objects.get(code="32")}
    name = fields.pop("name", "") or f"架空ソフト{next(_numbers)}"
    organisation = Organisation.objects.create(kind=OrganisationKind.PARTNER_FIRM, name=name, **place)
    make_member(organisation, owner or make_user())
    handle = fields.pop("handle", "") or f"hashi-ishi-{next(_numbers)}"
    party = Party.objects.create(kind=PartyKind.PARTNER_FIRM, handle=handle, organisation=organisation)
    PartnerFirm.objects.create(party=party, **own)
    profile = Profile.objects.create(party=party, **({"headline": "受発注の仕組みを作ります"} | place | fields))
    for slug in skills:
        ProfileSkill.objects.create(profile=profile, skill=Skill.objects.get(slug=slug), level=3)
    return profile


def make_team_member(
    firm: Profile, *, languages: tuple[tuple[str, int], ...] = (), skills: tuple[str, ...] = (), **fields: Any
) -> FirmMember:
    """A developer of the firm's team; ``languages`` as (code, level)."""
    facts = {"name": f"Linh{next(_numbers)}", "role": FirmRole.DEVELOPER, "country": firm.party.firm.country}
    member = FirmMember.objects.create(firm=firm.party.firm, **(facts | fields))
    member.skills.set(Skill.objects.filter(slug__in=skills))
    for code, level in languages:
        FirmMemberLanguage.objects.create(member=member, language=code, level=level)
    return member


def make_consent(party: Party, giver: Giver, **fields: Any) -> Consent:
    facts = {
        "scopes": ConsentScope.values,
        "given_how": ConsentChannel.ACCOUNT,
        "expires_on": today_in_japan() + timedelta(days=365),
    }
    return Consent.objects.create(party=party, giver=giver, **(facts | fields))


def make_order(client: Organisation | None = None, *, published: bool = False, **fields: Any) -> Order:
    """A draft, or with ``published`` an open order with two weeks to bid. No action ran: nothing was announced."""
    now = timezone.now()
    facts: dict[str, Any] = {"title": "受注をネットで受けたい", "client": client or make_company()}
    if published:
        facts |= {"status": OrderStatus.OPEN, "published_at": now, "bids_close_at": now + timedelta(days=14)}
    return Order.objects.create(**(facts | fields))
