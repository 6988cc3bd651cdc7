"""Every form of the platform with one good way to fill it in, and what each of its fields asks for."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import (
    FreelancerProfile,
    Invitation,
    Membership,
    Organisation,
    Party,
    PastWork,
    ProfileLanguage,
    ProfileSkill,
    User,
)
from orders.models import Bid, Order, OrderLanguage, OrderSkill
from tests.authorisation.world import World
from tests.bad_input.hostile import DAYS, EVERYWHERE, NUMBERS, TEXTS, Sent, full_width
from tests.factories import PASSWORD

NEW_PASSWORD = "another sentence nobody else would think of"
SOON = (timezone.localdate() + datetime.timedelta(days=40)).isoformat()
LATER = (timezone.localdate() + datetime.timedelta(days=60)).isoformat()


@dataclass(frozen=True)
class Field:
    """``good`` is accepted. ``blames`` are other fields that may carry the complaint about this one."""

    kind: str
    good: str = ""
    longest: int = 0
    required: bool = False
    blames: tuple[str, ...] = ()

    @property
    def returns(self) -> bool:
        """Whether the page gives back what was typed."""
        return self.kind not in ("password", "skill", "ignored")

    @property
    def returns_anything(self) -> bool:
        """Whether even what cannot be right is given back; a list shows only what it offers."""
        return self.returns and self.kind != "choice"

    def values(self) -> dict[str, Sent]:
        """Everything bad this field is sent, by name."""
        sent = EVERYWHERE | VALUES_BY_KIND.get(self.kind, {})
        sent["repeated"] = [self.good or "1", "no-such-choice", "\u202e"]
        if self.longest:
            sent["10-times-too-long"] = "x" * self.longest * 10
            sent["one-too-long"] = "長" * (self.longest + 1)
        if self.good and self.kind != "choice":
            sent["full-width"] = full_width(self.good)
        return sent

    def must_refuse(self, case: str) -> bool:
        """Whether accepting this value would be wrong, whatever else is true."""
        if case in ("empty", "blank", "invisible"):
            return self.required
        if case in ("10-times-too-long", "one-too-long"):
            return True
        if self.kind in ("number", "yen", "day", "choice", "email"):
            return case not in ("full-width", "superscript")
        return self.kind == "text" and case == "100-kB"

    def must_accept(self, case: str) -> bool:
        if case == "full-width":
            return self.kind in ("number", "yen", "day", "text")
        return self.kind == "text" and case in ("markup", "attribute", "direction", "emoji", "template")


SHORT_LIST = (
    "empty",
    "markup",
    "direction",
    "controls",
    "not-utf-8",
    "one-too-long",
    "negative",
    "unknown",
    "full-width",
)
VALUES_BY_KIND = {
    "text": TEXTS,
    "handle": TEXTS,
    "skill": TEXTS,
    "email": TEXTS,
    "number": NUMBERS,
    "yen": NUMBERS,
    "day": DAYS,
}


def text(good: str, longest: int, **options: object) -> Field:
    return Field("text", good, longest, **options)  # type: ignore[arg-type]


def choice(good: str, **options: object) -> Field:
    return Field("choice", good, **options)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Form:
    """A form as ``actor`` finds it at ``address``; ``stored`` are the tables that take what is accepted.

    ``attacked`` is for a form that stands in this table already, at another address: the fields that get some of the
    bad values again. Else all fields get all of them.
    """

    name: str
    actor: str
    address: Callable[[World], str]
    fields: dict[str, Field]
    stored: tuple[type[Model], ...] = ()
    also: dict[str, str] = field(default_factory=dict)
    method: str = "post"
    htmx: bool = False
    attacked: tuple[str, ...] = ()
    prepare: Callable[[Client, World], None] = lambda _client, _world: None

    def values(self) -> dict[str, dict[str, Sent]]:
        """The bad values of each field by name."""
        if not self.attacked:
            return {name: asked.values() for name, asked in self.fields.items()}
        chosen = {name: self.fields[name].values() for name in self.attacked}
        return {name: {case: sent[case] for case in SHORT_LIST if case in sent} for name, sent in chosen.items()}

    @property
    def good(self) -> dict[str, Sent]:
        return {name: one.good for name, one in self.fields.items()} | self.also


def at(name: str, *keys: str) -> Callable[[World], str]:
    """The address called ``name``, with these of the world's values in it."""
    return lambda world: reverse(name, args=[world.ids.get(key, key) for key in keys])


def _reset_link(client: Client, world: World) -> None:
    """Follow the link of a reset mail, so that the session holds its key."""
    nobody = world.actors["nobody"]
    assert nobody is not None
    user = User.objects.get(pk=nobody.pk)  # what other cases changed of the one at hand was rolled back
    client.get(f"/account/password/reset/key/{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}/")


def _reset_address(world: World) -> str:
    return f"/account/password/reset/key/{user_pk_to_url_str(world.actors['nobody'])}-set-password/"


NEW_TWICE = {
    "password1": Field("password", NEW_PASSWORD, required=True, blames=("password2",)),
    "password2": Field("password", NEW_PASSWORD, required=True),
}
PASSWORDS = (User, EmailAddress)
COMPANY = {
    "name": text("山陰味噌", 120, required=True),
    "prefecture": choice("32", required=True, blames=("municipality",)),
    "municipality": choice("322016"),
    "industry": text("味噌の醸造", 80),
    "employees": Field("number", "25"),
    "introduction": text("三代続く蔵です。", 2000),
}
BASICS = {
    "handle": Field("handle", "umi-oka-10", 40, required=True),
    "legal_name": text("山田 花子", 100),
    "headline": text("在庫を楽にします", 120),
    "summary": text("Excelと在庫管理が得意です。", 8000),
}
CONDITIONS = {
    "rate_jpy_hour": Field("yen", "4000"),
    "hours_per_week": Field("number", "12"),
    "available_from": Field("day", SOON),
    "prefecture": choice("32", blames=("municipality",)),
    "municipality": choice("322016"),
    "remote": choice("partial"),
    "onsite_prefectures": choice("32"),
}
WORK = {
    "title": text("酒蔵のネットショップ", 120, required=True),
    "text": text("受注を半分の時間に", 4000),
    "year": Field("number", "2025"),
    "industry": text("酒造", 80),
}
LEVEL = {"level": choice("3", required=True)}
SKILL = LEVEL | {"last_used": Field("number", "2024")}
ORDER = {
    "title": text("受注をネットで受けたい", 120, required=True),
    "problem": text("毎日30件のFAXを書き写しています。", 8000),
    "wanted_outcome": text("一覧で見えること。", 4000),
    "skill_new": Field("skill", "kintone", 80),
    "skill-python": Field("ignored", "must"),
    "budget_min_yen": Field("yen", "300000", blames=("budget_max_yen",)),
    "budget_max_yen": Field("yen", "500000"),
    "budget_unit": choice("project", required=True),
    "hours_per_week": Field("number", "8"),
    "duration_weeks": Field("number", "13"),
    "ending_terms": text("30日前に書面で知らせます。", 1000),
    "remote": choice("partial"),
    "prefecture": choice("32", blames=("municipality",)),
    "municipality": choice("322016"),
    "deadline": Field("day", SOON),
    "start_on": Field("day", LATER),
    "positions": Field("number", "2"),
    "language-0-language": choice("en", blames=("language-0-level",)),
    "language-0-level": choice("4", blames=("language-0-language",)),
    "language-0-is_must": Field("ignored", "on"),
}
ORDER_TABLES = (Order, OrderSkill, OrderLanguage)
BID = {
    "price_yen": Field("yen", "320000", required=True),
    "plan": text("まず一週間お話を伺います。", 4000, required=True),
    "start_on": Field("day", SOON, required=True),
}
FILTERS = {
    "q": text("受注", 100),
    "block": choice("chugoku"),
    "prefecture": choice("32"),
    "remote": choice("full"),
    "category": choice("web"),
    "skill": choice("kintone"),
    "budget": Field("yen", "100000"),
    "unit": choice("project"),
    "sort": choice("deadline"),
}
PEOPLE_TABLES = (FreelancerProfile, Party, ProfileSkill, ProfileLanguage, PastWork)


def _section(name: str, fields: dict[str, Field]) -> Form:
    address = at("accounts:profile_section", name)
    return Form(f"profile-{name}", "bidder", address, fields, PEOPLE_TABLES, htmx=True)


FORMS = [
    Form(
        "sign-up",
        "anonymous",
        at("account_signup"),
        {
            "email": Field("email", "new@example.jp", 254, required=True),
            "password1": Field("password", NEW_PASSWORD, required=True),
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
        {"oldpassword": Field("password", PASSWORD, required=True)} | NEW_TWICE,
        PASSWORDS,
    ),
    Form(
        "reauthenticate",
        "owner",
        at("account_reauthenticate"),
        {"password": Field("password", PASSWORD, required=True)},
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
    Form("work-create", "bidder", at("accounts:work_create"), WORK, PEOPLE_TABLES),
    Form("work-edit", "bidder", at("accounts:work_edit", "work"), WORK, PEOPLE_TABLES, attacked=("title", "year")),
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
    Form("bid", "freelancer", at("orders:bid", "order"), BID, (Bid,)),
    Form("bid-edit", "bidder", at("orders:bid", "order"), BID, (Bid,), attacked=("plan",)),
    Form(
        "decline",
        "owner",
        at("orders:decline", "bid"),
        {"reason": choice("price", required=True), "note": text("またお願いします。", 500)},
        (Bid, Membership),
    ),
    Form("filters", "anonymous", at("orders:list"), FILTERS, method="get"),
]
