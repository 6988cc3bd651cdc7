"""What each field of each form asks for: its kind, a good value, and what would be wrong to accept or to refuse."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone

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
        if self.kind != "text" or case not in ("markup", "attribute", "direction", "emoji", "template"):
            return False
        return not self.longest or len(str((EVERYWHERE | TEXTS)[case])) <= self.longest


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


OLD = {"oldpassword": Field("password", PASSWORD, required=True)}
NEW_TWICE = {
    "password1": Field("password", NEW_PASSWORD, required=True, blames=("password2",)),
    "password2": Field("password", NEW_PASSWORD, required=True),
}
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
    "role": text("一人で", 80),
}
SHOWN_WORK = {
    "title": text("酒蔵のネットショップ", 120, required=True),
    "purpose": text("電話での注文を減らすため", 400),
    "text": text("受注を半分の時間に", 4000),
    "result": text("注文が二倍に", 400),
    "year": Field("number", "2025"),
}
SHOWCASE = {
    "is_public": Field("ignored", "on"),
    "smallest_order_yen": Field("yen", "300000"),
    "contract_form": choice("service"),
    "hours_of_day": choice("evening"),
    "regions": choice("32"),
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
COMPLETION = {
    "deadline": Field("day", SOON, required=True, blames=("start_on",)),
    "start_on": Field("day", LATER, required=True),
    "duration_weeks": Field("number", "8", required=True),
    "budget_max_yen": Field("yen", "300000"),
    "budget_unit": choice("project", required=True),
    "hours_per_week": Field("number", "8"),
    "remote": choice("full", required=True),
    "ending_terms": text("30日前に書面で知らせます。", 1000, required=True),
}
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
    "kind": choice("personnel"),
    "opening": choice("at_deadline"),
    "sort": choice("deadline"),
}
CONTACT = {
    "topic": choice("question", required=True),
    "name": text("見本 花子", 100, required=True),
    "email": Field("email", "asking@example.jp", 254, required=True),
    "text": text("使い方を教えてください。", 5000, required=True),
}
ANSWER = {
    "status": choice("answered", required=True),
    "answer": text("メールでお答えしました。", 5000),
}
REPORT = {
    "reason": choice("spam", required=True),
    "text": text("宣伝ばかりです。", 2000),
}
MEASURE = {
    "measure": choice("suspend", required=True),
    "reason": text("規約に反します。", 2000, required=True),
    "until": Field("day", SOON),
}
APPEAL_ANSWER = {
    "status": choice("rejected", required=True),
    "answer": text("変わりません。", 2000, required=True),
}
APPROVAL_OF_EVIDENCE = {"expires_on": Field("day", SOON), "note": text("原本と照らしました。", 1000)}
REFUSAL_OF_EVIDENCE = {"reason": choice("unreadable", required=True), "note": text("裏面もお送りください。", 1000)}
LEGAL_TEXT = {
    "body_ja": text("## 一\n- 項目", 60_000, required=True),
    "body_en": text("## One\n- item", 60_000, required=True),
    "changes_ja": text("短くしました。", 1000, required=True),
    "changes_en": text("Shorter.", 1000, required=True),
}
