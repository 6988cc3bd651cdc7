"""Every form of the platform with one good way to fill it in, and what each of its fields asks for."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.test import Client
from django.urls import reverse

from accounts.models import (
    ApiToken,
    ContactMessage,
    Invitation,
    LegalDraft,
    Membership,
    Organisation,
    Party,
    PastWork,
    PortfolioItem,
    Profile,
    ProfileLanguage,
    ProfileSkill,
    Showcase,
    User,
    WorkConfirmation,
)
from matching.models import Judgement
from orders.models import Bid, Order, OrderLanguage, OrderSkill, OrderVersion
from tests.authorisation.world import World
from tests.bad_input.fields import (
    ANSWER,
    BASICS,
    BID,
    COMPANY,
    COMPLETION,
    CONDITIONS,
    CONTACT,
    FILTERS,
    LEGAL_TEXT,
    LEVEL,
    NEW_TWICE,
    OLD,
    ORDER,
    SHOWCASE,
    SHOWN_WORK,
    SKILL,
    SOON,
    WORK,
    Field,
    choice,
    text,
)
from tests.bad_input.form import Form, at
from tests.bad_input.forms_of_trust import FORMS_OF_TRUST
from tests.factories import PASSWORD
from vocabulary.models import Skill, SkillAlias

PASSWORDS = (User, EmailAddress)
ORDER_TABLES = (Order, OrderSkill, OrderLanguage)
PEOPLE_TABLES = (Profile, Party, ProfileSkill, ProfileLanguage, PastWork)


def _reset_link(client: Client, world: World) -> None:
    """Follow the link of a reset mail, so that the session holds its key."""
    nobody = world.actors["nobody"]
    assert nobody is not None
    user = User.objects.get(pk=nobody.pk)  # what other cases changed of the one at hand was rolled back
    client.get(f"/account/password/reset/key/{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}/")


def _sign_in_again(client: Client, _world: World) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def _reset_address(world: World) -> str:
    return f"/account/password/reset/key/{user_pk_to_url_str(world.actors['nobody'])}-set-password/"


def _unclaimed(_world: World) -> str:
    """An organisation nobody acts for, as those out of files."""
    found, _made = Organisation.objects.get_or_create(name="架空の団体", prefecture_id="32", kind="company")
    return reverse("portal:staff_organisation", args=[found.public_id])


def _section(name: str, fields: dict[str, Field]) -> Form:
    address = at("accounts:profile_section", name)
    return Form(f"profile-{name}", "bidder", address, fields, PEOPLE_TABLES, htmx=True)


VOCABULARY_SKILL = {
    "name_ja": text("きんとうん", 80, required=True),
    "name_en": text("Kintoun", 80, required=True),
    "category": choice("web", required=True),
    "parent": choice("1"),
    "typical_unit": choice("project", required=True),
    "active": Field("ignored", "on"),
}


ANSWER_ABOUT_WORK = {"answer": choice("no", required=True), "word": text("別の方でした。", 300)}

FORMS = [
    Form(
        "sign-up",
        "anonymous",
        at("account_signup"),
        {
            "email": Field("email", "new@example.jp", 254, required=True),
            "password1": NEW_TWICE["password1"],
            "consent": Field("ignored", "on"),
        },
        PASSWORDS,
    ),
    Form(
        "sign-in",
        "anonymous",
        at("account_login"),
        {
            "login": Field("email", "known@example.jp", required=True, blames=("__all__",)),
            "password": Field("password", PASSWORD, required=True, blames=("__all__",)),
        },
    ),
    Form(
        "reset", "anonymous", at("account_reset_password"), {"email": Field("email", "new@example.jp", required=True)}
    ),
    Form(
        "reset-from-key",
        "anonymous",
        _reset_address,
        NEW_TWICE,
        PASSWORDS,
        prepare=_reset_link,
    ),
    Form(
        "change-password",
        "owner",
        at("account_change_password"),
        OLD | NEW_TWICE,
        PASSWORDS,
    ),
    Form(
        "reauthenticate",
        "owner",
        at("account_reauthenticate"),
        {"password": Field("password", PASSWORD, required=True)},
    ),
    Form(
        "access-token",
        "owner",
        at("accounts:tokens"),
        {
            "name": text("受注システム", 60, required=True),
            "acts_for": choice(""),
            "scopes": choice("orders:read", required=True),
            "days": choice("30", required=True),
        },
        (ApiToken,),
        stays=True,
        prepare=_sign_in_again,
    ),
    Form(
        "add-address",
        "owner",
        at("account_email"),
        {"email": Field("email", "second@example.jp", 254, required=True)},
        PASSWORDS,
        {"action_add": ""},
    ),
    Form(
        "company-create",
        "nobody",
        at("accounts:company_create"),
        COMPANY | {"full_name": text("味噌 太郎", 100, required=True)},
        (Organisation,),
    ),
    Form(
        "organisation-create",
        "nobody",
        at("accounts:organisation_create", "lender"),
        COMPANY | {"full_name": text("味噌 太郎", 100, required=True)},
        (Organisation,),
    ),
    Form(
        "company-edit",
        "owner",
        at("accounts:organisation_edit"),
        COMPANY,
        (Organisation,),
        attacked=("name", "municipality"),
    ),
    Form(
        "freelancer-create",
        "nobody",
        at("accounts:freelancer_create"),
        {"handle": BASICS["handle"]},
        (Party,),
    ),
    Form(
        "invite",
        "owner",
        at("accounts:members"),
        {"email": Field("email", "colleague@example.jp", 254, required=True), "role": choice("editor", required=True)},
        (Invitation,),
    ),
    Form(
        "first owner",
        "staff",
        _unclaimed,
        {"email": Field("email", "first.owner@example.jp", 254, required=True)},
        (Invitation,),
    ),
    Form(
        "settings",
        "bidder",
        at("accounts:settings"),
        {"full_name": text("山田 花子", 100), "language": choice("ja")},
        (User,),
    ),
    _section("basics", BASICS),
    _section("conditions", CONDITIONS),
    _section("permission", {"side_job": choice("approved")}),
    _section("listing", {"is_listed": Field("ignored", "on")}),
    Form(
        "profile-without-scripts",
        "bidder",
        at("accounts:profile_section", "basics"),
        BASICS,
        PEOPLE_TABLES,
        attacked=("headline",),
    ),
    Form(
        "skill-add",
        "bidder",
        at("accounts:skill_add"),
        {"q": Field("skill", "Python", 80, required=True)} | SKILL,
        PEOPLE_TABLES,
        htmx=True,
    ),
    Form(
        "skill-change",
        "bidder",
        at("accounts:skill_change", "kintone"),
        SKILL,
        PEOPLE_TABLES,
        htmx=True,
        attacked=("level", "last_used"),
    ),
    Form(
        "language-add",
        "bidder",
        at("accounts:language_add"),
        {"language": choice("ja", required=True)} | LEVEL,
        PEOPLE_TABLES,
        htmx=True,
    ),
    Form(
        "language-change",
        "bidder",
        at("accounts:language_change", "en"),
        LEVEL,
        PEOPLE_TABLES,
        htmx=True,
        attacked=("level",),
    ),
    Form("contact", "anonymous", at("accounts:contact"), CONTACT, (ContactMessage,)),
    Form(
        "deletion",
        "nobody",
        at("portal:my_data"),
        {"reason": text("", 1000), "sure": Field("ignored", "on")},
        (ContactMessage,),
    ),
    Form("answer", "staff", at("accounts:staff_contact_message", "contact"), ANSWER, (ContactMessage,)),
    Form("legal-draft", "staff", at("accounts:staff_legal_edit", "text"), LEGAL_TEXT, (LegalDraft,)),
    Form("showcase", "bidder", at("accounts:showcase"), SHOWCASE, (Showcase,)),
    Form("showcase-item", "bidder", at("accounts:showcase_item_create"), SHOWN_WORK, (PortfolioItem,)),
    Form(
        "showcase-item-edit",
        "bidder",
        at("accounts:showcase_item", "item"),
        SHOWN_WORK,
        (PortfolioItem,),
        attacked=("title", "year"),
    ),
    Form("work-create", "bidder", at("accounts:work_create"), WORK, PEOPLE_TABLES),
    Form("work-edit", "bidder", at("accounts:work_edit", "work"), WORK, PEOPLE_TABLES, attacked=("title", "year")),
    Form(
        "work-question",
        "bidder",
        at("accounts:work_confirmation", "work"),
        {"email": Field("email", "past.client@example.jp", 254, required=True)},
        (WorkConfirmation,),
    ),
    Form("work-answer", "anonymous", at("accounts:work_question", "token"), ANSWER_ABOUT_WORK, (WorkConfirmation,)),
    Form(
        "work-answer-of-client",
        "owner",
        at("accounts:work_question_of_client", "question"),
        ANSWER_ABOUT_WORK,
        (WorkConfirmation,),
        attacked=("word",),
    ),
    Form("order-create", "owner", at("orders:create"), ORDER, ORDER_TABLES, {"step": "save"}),
    Form(
        "order-edit",
        "owner",
        at("orders:edit", "draft"),
        ORDER,
        ORDER_TABLES,
        {"step": "preview"},
        attacked=("title", "positions"),
    ),
    Form(
        "order-change",
        "owner",
        at("orders:change", "order"),
        ORDER | {"reason": text("納期が変わったため。", 300)},
        (*ORDER_TABLES, OrderVersion),
        {"step": "publish"},
        attacked=("reason", "deadline", "positions"),
    ),
    Form("imported-orders", "owner", at("orders:imported", "import"), COMPLETION, ORDER_TABLES),
    Form("bid", "freelancer", at("orders:bid", "order"), BID, (Bid,)),
    Form("bid-edit", "bidder", at("orders:bid", "order"), BID, (Bid,), attacked=("plan",)),
    Form(
        "decline",
        "owner",
        at("orders:decline", "bid"),
        {"reason": choice("price", required=True), "note": text("またお願いします。", 500)},
        (Bid, Membership),
    ),
    Form(
        "judgement",
        "staff",
        at("matching:staff_judge", "run", "party"),
        {"grade": choice("3", required=True), "reason": text("経験が合う", 500, required=True)},
        (Judgement,),
    ),
    Form(
        "skill-create",
        "staff",
        at("vocabulary:staff_skill_create"),
        VOCABULARY_SKILL | {"slug": Field("slug", "kintoun", required=True)},
        (Skill,),
    ),
    Form("skill-edit", "staff", at("vocabulary:staff_skill", "skill"), VOCABULARY_SKILL, (Skill,)),
    Form(
        "spelling",
        "staff",
        at("vocabulary:staff_alias_add", "skill"),
        {"text": text("きんとん巻", 80, required=True), "use": choice("anywhere", required=True)},
        (SkillAlias,),
    ),
    Form(
        "phrase-accept",
        "staff",
        at("vocabulary:staff_phrase_accept", "phrase"),
        {"q": Field("skill", "kintone", 80, required=True)},
        (SkillAlias,),
    ),
    Form("staff-search", "staff", at("portal:staff_search"), {"q": text("受注", 100)}, method="get"),
    Form(
        "skill-filters",
        "staff",
        at("vocabulary:staff_skills"),
        {"q": text("受注", 80), "category": choice("web"), "which": choice("active")},
        method="get",
    ),
    Form(
        "run-filters",
        "staff",
        at("matching:staff_runs"),
        {
            "q": text("受注", 100),
            "which": choice("current"),
            "made_from": Field("day", SOON),
            "made_until": Field("day", SOON),
            "seconds": choice("2"),
        },
        method="get",
    ),
    Form("filters", "anonymous", at("orders:list"), FILTERS, method="get"),
    *FORMS_OF_TRUST,
]
