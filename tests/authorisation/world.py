"""One company with a draft and an open order, a bid on it, and everybody who might try an address."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.actions import bring_evidence, give_mandate, store_file
from accounts.invitations import digest_of
from accounts.models import (
    Appeal,
    Block,
    BlockSide,
    ContactMessage,
    ContactTopic,
    DataImport,
    Decision,
    EvidenceKind,
    Invitation,
    LegalDraft,
    LegalKind,
    Mandate,
    Measure,
    Organisation,
    OrganisationKind,
    PastWork,
    PortfolioItem,
    ProfileLanguage,
    Reach,
    Report,
    ReportReason,
    Role,
    SubjectKind,
    User,
    WorkConfirmation,
)
from accounts.proofs import Claim, Paper
from accounts.states import ImportStatus
from common.japan import today_in_japan
from messaging.models import MailboxMessage, Notification
from orders.drafts import WantedSkill
from orders.forms import ChangeForm
from orders.models import ApprovalPurpose, ApprovalRequest, ApprovalTurn, ImportedOrder, Order
from orders.states import DeclineReason, OrderStatus
from tests.factories import make_company, make_freelancer, make_member, make_user, owner_of
from tests.matching.making import make_run
from tests.orders.making import make_bid, make_draft
from tests.orders.making import make_order as make_open_order
from vocabulary.actions import add_alias, propose_phrase
from vocabulary.models import Skill

ACTORS = ("anonymous", "owner", "viewer", "rival", "bidder", "freelancer", "nobody", "staff")
NEW_SKILL = {
    "name_ja": "きんとうん",
    "name_en": "Kintoun",
    "category": "web",
    "typical_unit": "project",
    "active": "on",
}
TOKEN = "a-link-of-an-invitation-to-somebody-else"


@dataclass
class World:
    """``actors`` by name (anonymous has no user), the ids that stand in addresses, and forms filled in well."""

    actors: dict[str, User | None]
    ids: dict[str, Any]
    forms: dict[str, dict[str, Any]]


def make_world() -> World:
    company, rival = make_company(), make_company(name="別の会社")
    viewer, colleague = make_member(company, role=Role.VIEWER), make_member(company, role=Role.EDITOR)
    bidder, freelancer = make_freelancer(skills=("kintone",)), make_freelancer(skills=("kintone",))
    wanted = (WantedSkill("kintone", is_must=True),)
    order = make_open_order(company, remote="full", skills=wanted)
    bid = make_bid(order, bidder)
    actors = {
        "anonymous": None,
        "owner": owner_of(company),
        "viewer": viewer.user,
        "rival": owner_of(rival),
        "bidder": bidder.user,
        "freelancer": freelancer.user,
        "nobody": make_user(),
        "staff": make_user(is_staff=True, is_superuser=True),
    }
    ids = {
        "order": order.public_id,
        "draft": make_draft(company, skills=wanted).public_id,
        "bid": bid.public_id,
        "approval": _request(make_draft(company, skills=wanted), viewer.user).public_id,
        "party": bidder.party.public_id,
        "import": make_import(company).public_id,
        "what": "orders",
        "written": "csv",
        "run": make_run(order, [bidder.party_id, freelancer.party_id]).pk,
        "form": "csv",
        **_ids_of_the_vocabulary(),
        "member": colleague.public_id,
        "organisation": company.public_id,
        "code": "token_expired",
        "address": "nowhere",
        **_ids_of_the_company(company),
        **_ids_of_the_operator(),
        **_ids_of_the_bidder(bidder, company),
        **_ids_of_moderation(bidder),
        "block": Block.objects.create(
            organisation=company, party=make_freelancer().party, side=BlockSide.ORGANISATION
        ).public_id,
        "kind": "municipality",
        "mandate": _mandate(company).public_id,
        "proof": "invoice_number",
    }
    return World(actors, ids, _forms(order))


class Table(SimpleUploadedFile):
    """A file that can be sent as often as one likes."""

    def read(self, *sizes: int) -> bytes:
        self.seek(0)
        return bytes(super().read(*sizes))


def make_import(owner: Organisation) -> DataImport:
    """A file with one draft in it, checked."""
    data_import = DataImport.objects.create(
        kind="orders", format="csv", file_name="orders.csv", size=1, owner=owner, status=ImportStatus.CHECKED
    )
    ImportedOrder.objects.create(
        owner=owner, external_id="o-1", source={"id": "o-1"}, line=2, last_import=data_import, order=make_draft(owner)
    )
    return data_import


def _mandate(company: Organisation) -> Mandate:
    chamber = make_company(name="商工会", kind=OrganisationKind.SUPPORT)
    until = today_in_japan() + datetime.timedelta(days=90)
    owner = company.memberships.get(role=Role.OWNER).user
    return give_mandate(company, chamber, reach=Reach.DRAFT, valid_until=until, actor=owner)


def _request(order: Order, approver: User) -> ApprovalRequest:
    """Somebody asks that another order be published; the viewer decides."""
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.IN_APPROVAL)
    request = ApprovalRequest.objects.create(
        order=order, purpose=ApprovalPurpose.PUBLICATION, asked_by=owner_of(order.client), order_version=1
    )
    ApprovalTurn.objects.create(request=request, position=1, title="課長", approver=approver)
    return request


def _ids_of_the_company(company: Organisation) -> dict[str, Any]:
    invitation = Invitation.objects.create(
        organisation=company,
        email="invited@example.jp",
        role=Role.VIEWER,
        token_digest=digest_of(TOKEN),
        expires_at=timezone.now() + datetime.timedelta(days=7),
    )
    return {"invitation": invitation.public_id, "token": TOKEN}


def _ids_of_the_bidder(bidder: Any, client: Organisation) -> dict[str, Any]:
    ProfileLanguage.objects.create(profile=bidder, language="en", level=4)
    work = PastWork.objects.create(profile=bidder, title="台帳の電子化")
    by_mail, by_company = (
        PastWork.objects.create(profile=bidder, title=title) for title in ("店の予約表", "紙を減らす")
    )
    WorkConfirmation.objects.create(
        work=by_mail, party=bidder.party, title=by_mail.title, email="past@example.jp", token_digest=digest_of(TOKEN)
    )
    for position in range(2):
        item = PortfolioItem.objects.create(profile=bidder, title="酒蔵のネットショップ", position=position)
    notification = Notification.objects.create(
        user=bidder.user,
        kind="well_ranked",
        facts={"title": "受注", "rank": 1, "score": "80.0"},
        dedupe_key="world",
        path="/about/",
    )
    mail = MailboxMessage.objects.create(to=bidder.user.email, subject="件名", body="本文")
    return {
        "work": work.public_id,
        "question": WorkConfirmation.objects.create(
            work=by_company, party=bidder.party, title=by_company.title, client=client
        ).public_id,
        "evidence": bring_evidence(
            bidder.party,
            Claim(EvidenceKind.CERTIFICATE, certificate="CCNA", paper=Paper("a.pdf", b"%PDF-1.7")),
            actor=bidder.user,
        ).public_id,
        "item": item.public_id,
        "file": _file_of(bidder, item),
        "notification": notification.pk,
        "mail": mail.pk,
        "skill": "kintone",
        "language": "en",
        "section": "basics",
    }


def _file_of(bidder: Any, item: PortfolioItem) -> str:
    """It belongs to a work shown to those who see the bidder's page."""
    item.file = store_file(bidder.party, content=b"%PDF-1.7", name="proof.pdf", by=bidder.user)
    item.save()
    return item.file.public_id


def _ids_of_the_operator() -> dict[str, Any]:
    """A draft of the terms and a message that waits for its answer."""
    words = {"body_ja": "## 一", "body_en": "## One", "changes_ja": "短くしました。", "changes_en": "Shorter."}
    LegalDraft.objects.create(kind=LegalKind.TERMS, **words)
    message = ContactMessage.objects.create(
        topic=ContactTopic.QUESTION,
        name="困 太郎",
        email="asking@example.jp",
        text="使えますか。",
        language="ja",
    )
    return {"text": LegalKind.TERMS.value, "number": 1, "contact": message.public_id}


def _ids_of_moderation(bidder: Any) -> dict[str, Any]:
    """A warning with an appeal, and a report that waits, about the bidder."""
    facts = {
        "subject_kind": SubjectKind.PARTY,
        "subject_id": bidder.party.public_id,
        "title": bidder.party.handle,
        "path": "/about/",
        "party": bidder.party,
    }
    decision = Decision.objects.create(**facts, measure=Measure.WARN, reason="控えてください。")
    answered = Decision.objects.create(**facts, measure=Measure.WARN, reason="控えてください。")
    appeal = Appeal.objects.create(decision=answered, text="誤解です。")
    Report.objects.create(**facts, reason=ReportReason.SPAM, reporter=make_user())
    return {"sanction": decision.public_id, "appeal": appeal.public_id, "subject": "party"}


def _ids_of_the_vocabulary() -> dict[str, Any]:
    phrase = propose_phrase("きんとん雲づくり", beside="在庫を数えたい")
    alias = add_alias(Skill.objects.get(slug="kintone"), "きんとん帳")
    return {"phrase": phrase.pk if phrase else 0, "alias": alias.pk}


def _forms(order: Order) -> dict[str, dict[str, Any]]:
    """What is posted to an address, so that a refusal is about who asks and not about what was typed."""
    day = (today_in_japan() + datetime.timedelta(days=40)).isoformat()
    company = {"name": "湖北木工", "prefecture": order.prefecture_id}
    return {
        "accounts:company_create": company | {"full_name": "湖北 春子"},
        "accounts:organisation_create": company | {"full_name": "湖北 春子", "municipality": "322016"},
        "accounts:act_for": {"key": "me"},
        "accounts:mandates": {
            "support": Organisation.objects.get(kind=OrganisationKind.SUPPORT).public_id,
            "reach": "publish",
            "valid_until": day,
        },
        "accounts:freelancer_create": {"handle": "midori-77"},
        "accounts:settings": {"full_name": "見本 花子"},
        "accounts:organisation_edit": company,
        "accounts:members": {"email": "new.colleague@example.jp", "role": "viewer"},
        "portal:staff_organisation": {"email": "first.owner@example.jp"},
        "accounts:member_role": {"role": "owner"},
        "accounts:profile_section": {"handle": "tsuki-to-umi", "headline": "小さな会社の受注を楽にします"},
        "accounts:skill_add": {"q": "Python", "level": 3},
        "accounts:skill_change": {"level": 5},
        "accounts:language_add": {"language": "fr", "level": 3},
        "accounts:language_change": {"level": 5},
        "accounts:showcase": {"is_public": "on", "smallest_order_yen": "300000"},
        "accounts:showcase_item_create": {"title": "受注の一覧"},
        "accounts:showcase_item": {"title": "受注の一覧"},
        "accounts:work_create": {"title": "受注の一覧"},
        "accounts:work_edit": {"title": "受注の一覧"},
        "accounts:work_confirmation": {"email": "past.client@example.jp"},
        "accounts:work_question": {"answer": "yes"},
        "accounts:work_question_of_client": {"answer": "yes"},
        **_forms_of_administrators(day),
        **_forms_of_orders(order, day),
    }


def _forms_of_administrators(day: str) -> dict[str, dict[str, Any]]:
    """Also what is brought to them: reports, evidence, messages."""
    return {
        "matching:staff_judge": {"grade": 3, "reason": "在庫管理の経験がそのまま生きる。"},
        "accounts:report": {"reason": "spam"},
        "accounts:appeal": {"text": "誤解です。"},
        "accounts:staff_reported": {"measure": "warn", "reason": "控えてください。"},
        "accounts:staff_appeal": {"status": "rejected", "answer": "変わりません。"},
        "orders:report": {"reason": "spam"},
        "orders:bid_report": {"reason": "spam"},
        "accounts:evidence_bring": {"number": "T7000012050002"},
        "accounts:staff_evidence_refuse": {"reason": "unreadable"},
        "accounts:tokens": {"name": "受注システム", "scopes": ["orders:read"], "days": "30"},
        "accounts:contact": {"topic": "question", "name": "見本", "email": "new@example.jp", "text": "使えますか。"},
        "portal:my_data": {"sure": "on"},
        "accounts:staff_legal_edit": {"body_ja": "一", "body_en": "1", "changes_ja": "二", "changes_en": "2"},
        "accounts:staff_legal_publish": {"number": "2", "valid_from": day},
        "accounts:staff_contact_message": {"status": "answered", "answer": "お答えしました。"},
        "vocabulary:staff_skill_create": NEW_SKILL | {"slug": "kintoun"},
        "vocabulary:staff_skill": {**NEW_SKILL, "name_ja": "kintone構築と運用"},
        "vocabulary:staff_alias_add": {"text": "きんとん巻", "use": "anywhere"},
        "vocabulary:staff_phrase_accept": {"q": "kintone"},
    }


def _forms_of_orders(order: Order, day: str) -> dict[str, dict[str, Any]]:
    draft = {"title": "在庫を数えたい", "budget_unit": "project"}
    return {
        "accounts:import_upload": {"file": Table("orders.csv", "id,title\no-1,在庫を数えたい\n".encode())}
        | {"client": "each"},
        "orders:imported": {
            "deadline": (today_in_japan() + datetime.timedelta(days=14)).isoformat(),
            "start_on": day,
            "duration_weeks": "8",
            "budget_unit": "project",
            "remote": "full",
            "ending_terms": "30日前に伝えれば終えられます。",
        },
        "orders:create": draft,
        "orders:edit": draft,
        "orders:change": _change_of(order),
        "accounts:approvals": {"step-1-title": "", "step-1-member": ""},
        "orders:approval": {"step": "send_back", "comment": "予算の根拠を書いてください。"},
        "orders:choose": {"bids": [order.bids.get().public_id]},
        "orders:bid_confirm": {"order_version": "1"},
        "orders:bid": {"price_yen": "350000", "plan": "まず一日、様子を見ます。", "start_on": day},
        "orders:decline": {"reason": DeclineReason.PLAN.value},
    }


def _change_of(order: Order) -> dict[str, Any]:
    """The published order's form with one day more for bids."""
    form = ChangeForm(order=order)
    typed = {field.html_name: field.value() for field in form if field.value() is not None}
    later = order.last_bidding_day + datetime.timedelta(days=1)  # type: ignore[operator]
    return typed | {"deadline": later.isoformat(), "start_on": order.start_on.isoformat(), "step": "publish"}  # type: ignore[union-attr]
