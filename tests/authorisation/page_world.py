"""The world of the matrix with marks in everything that is not for everybody, and the rest of those who read pages."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import override

from accounts.actions import bring_evidence, commit_hours
from accounts.models import (
    Appeal,
    ContactMessage,
    Decision,
    Evidence,
    EvidenceKind,
    FirmCertificate,
    Giver,
    Invitation,
    Mandate,
    Organisation,
    PartyKind,
    Profile,
    Report,
    StoredFile,
    User,
)
from accounts.models.evidence import EvidenceFile
from accounts.proofs import Claim
from common.japan import today_in_japan
from matching.models import Judgement, MatchRun
from orders import actions
from orders.drafts import NamedMember
from orders.models import ApprovalRequest, Bid, Order
from orders.states import DeclineReason
from tests.authorisation.world import World, make_world
from tests.factories import make_consent, make_firm, make_lender, make_personnel, make_team_member, make_user, owner_of
from tests.orders.making import make_bid, offer

AGREED_UNTIL = today_in_japan() + datetime.timedelta(days=307)
with override("ja"):
    SHOWN_UNTIL = date_format(AGREED_UNTIL, "DATE_FORMAT")

# What is sensitive → how it stands on a page. Names of marks are what page_fields.txt says.
MARKS = {
    "client's-email": "mark-owner@example.jp",
    "client's-member": "持主真琴",
    "invited-email": "invited@example.jp",
    "draft": "下書きの困りごと",
    "reason-for-approval": "稟議の理由印",
    "company-number": "7000012050002",
    "bidder's-email": "mark-bidder@example.jp",
    "bidder's-legal-name": "受注実名",
    "bidder's-rate": re.compile(r"(?<![0-9A-Za-z_.-])4,?321(?![0-9A-Za-z_-])"),
    "bidder's-price": re.compile(r"(?<![0-9A-Za-z_.-])712,?345(?![0-9A-Za-z_-])"),
    "bidder's-plan": "封印の提案文",
    "other's-email": "mark-other@example.jp",
    "other's-legal-name": "控え実名",
    "other's-rate": re.compile(r"(?<![0-9A-Za-z_.-])8,?765(?![0-9A-Za-z_-])"),
    "declined-price": re.compile(r"934,?567"),
    "declined-plan": "見送りの提案文",
    "word-to-declined": "断りの言葉印",
    "firm's-email": "mark-firm@example.jp",
    "firm's-legal-name": "企業実名ソフト",
    "firm's-price": re.compile(r"823,?456"),
    "team-member's-legal-name": "班員実名",
    "lender's-email": "mark-lender@example.jp",
    "lent-email": "mark-lent@example.jp",
    "lent-legal-name": "派遣実名",
    "lent-staff-number": "社員番号印",
    "lent-licence": "派13-654321",
    "lent-hours": re.compile(r"731\s*時間|value=\"731\"|_cap\": 731"),
    "lent-consent": re.compile(f"{re.escape(SHOWN_UNTIL)}|{AGREED_UNTIL.isoformat()}"),
    "evidence-paper": "印の書類.pdf",
    "file-content": "%PDF-1.7",
    "evidence-note": "証明の添え書き",
    "report": "通報の言葉印",
    "reporter's-email": "mark-reporter@example.jp",
    "decision": "決定の理由印",
    "appeal": "異議の言葉印",
    "message": "問い合わせの言葉印",
    "judgement": "判定の理由印",
}


def make_page_world() -> World:
    world = make_world()
    order, company = Order.objects.get(public_id=world.ids["order"]), _company(world)
    lent, firm = _lender_with_person(), _firm()
    world.actors |= {
        "firm": owner_of(firm.party.organisation),
        "lender": owner_of(lent.party.organisation),
        "lent": lent.party.user,
        "support": owner_of(Mandate.objects.get().support),
    }
    _call_people(world)
    _mark_bids(world, order, firm)
    _mark_company(company)
    _mark_words(order)
    world.ids |= {
        "lent": lent.party.public_id,
        "firm": firm.party.public_id,
        "other": Profile.objects.get(party__user=world.actors["freelancer"]).party.public_id,
        "firm_bid": order.bids.get(party=firm.party).public_id,
        "declined_bid": order.bids.get(decline_note__gt="").public_id,
        "team_member": firm.party.firm.members.get().public_id,
        "firm_certificate": FirmCertificate.objects.create(firm=firm.party.firm, name="ISMS").public_id,
    }
    return world


def award(world: World) -> None:
    """The client chooses the bidder."""
    actions.award_bid(Bid.objects.get(public_id=world.ids["bid"]), actor=person(world, "owner"))


def person(world: World, actor: str) -> User:
    user = world.actors[actor]
    assert user is not None
    return user


def _company(world: World) -> Organisation:
    return Organisation.objects.get(public_id=world.ids["organisation"])


def _call_people(world: World) -> None:
    named = {"owner": "持主真琴", "bidder": "", "freelancer": "", "firm": "", "lender": ""}
    addresses = {"freelancer": "other"}
    for actor, name in named.items():
        email = f"mark-{addresses.get(actor, actor)}@example.jp"
        person(world, actor).emailaddress_set.update(email=email)  # type: ignore[attr-defined]  # allauth's reverse name
        User.objects.filter(pk=person(world, actor).pk).update(email=email, **({"full_name": name} if name else {}))
    for actor, name, rate in (("bidder", "受注実名", 4321), ("freelancer", "控え実名", 8765)):
        facts = {"legal_name": name, "rate_jpy_hour": rate}
        Profile.objects.filter(party__user=person(world, actor), party__kind=PartyKind.FREELANCER).update(**facts)


def _mark_bids(world: World, order: Order, firm: Profile) -> None:
    Bid.objects.filter(public_id=world.ids["bid"]).update(price_yen=712_345, plan="封印の提案文")
    other = Profile.objects.get(party__user=person(world, "freelancer"))
    declined = make_bid(order, other, price_yen=934_567, plan="見送りの提案文")
    actions.decline_bid(declined, actor=person(world, "owner"), reason=DeclineReason.PLAN, note="断りの言葉印")
    member = make_team_member(firm, legal_name="班員実名")
    offered = offer(price_yen=823_456, team=(NamedMember(member.public_id, 20),))
    actions.submit_bid(order, offered, actor=person(world, "firm"), party=firm.party)


def _firm() -> Profile:
    return make_firm(name="企業実名ソフト", skills=("kintone",))


def _lender_with_person() -> Profile:
    account = make_user("mark-lent@example.jp")
    lent = make_personnel(
        make_lender(), agreed=False, user=account, email=account.email, legal_name="派遣実名", skills=("kintone",),
        staff_number="社員番号印", dispatch_licence="派13-654321", lending_form="dispatch", monthly_cap=731,
    )  # fmt: skip
    for giver in Giver:
        make_consent(lent.party, giver, expires_on=AGREED_UNTIL)
    day = today_in_japan()
    last = day + datetime.timedelta(days=30)
    commit_hours(lent.party, source="order:elsewhere", hours_per_week=9, first_day=day, last_day=last)
    return lent


def _mark_company(company: Organisation) -> None:
    claim = Claim(EvidenceKind.CORPORATE_NUMBER, number="7000012050002")
    bring_evidence(company, claim, actor=owner_of(company))
    Invitation.objects.update(email="invited@example.jp")


def _mark_words(order: Order) -> None:
    Order.objects.filter(client=order.client, status="draft").update(problem="下書きの困りごと")
    ApprovalRequest.objects.update(reason="稟議の理由印")
    Evidence.objects.filter(party__isnull=False).update(note="証明の添え書き")
    papers = EvidenceFile.objects.values("file")
    StoredFile.objects.filter(pk__in=papers).update(name="印の書類.pdf")
    Report.objects.update(text="通報の言葉印", reporter=make_user("mark-reporter@example.jp"))
    Decision.objects.update(reason="決定の理由印")
    Appeal.objects.update(text="異議の言葉印")
    ContactMessage.objects.update(text="問い合わせの言葉印")
    run = MatchRun.objects.get(order=order)
    facts: dict[str, Any] = {"grade": 2, "reason": "判定の理由印", "rank": 1, "score": 800, "parts": [0] * 7}
    party = order.bids.order_by("pk").first()
    assert party is not None
    Judgement.objects.create(run=run, order=order, order_version=1, party_id=party.party_id, **facts)
