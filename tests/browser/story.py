"""The main flow as two people live it, told once for every width, language and browser."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Organisation, Profile, ProfileLanguage
from tests.factories import make_company, make_freelancer, owner_of
from vocabulary.models import Municipality, Prefecture

TITLE = "FAXの注文書を読み取って一覧にしたい <b>急ぎ</b>"
PROBLEM = "注文の8割がFAXで届き、事務員が台帳に書き写しています。kintoneという道具があると聞きました。"
OUTCOME = "紙の台帳をなくし、納期をすぐ答えられるようにしたい。"
PLAN = "最初の1週間で今の手順を伺い、2週間で試せる画面をお見せします。"


@dataclass
class Cast:
    """A company in Nagano, a freelancer who fits, and thirty others."""

    company: Organisation
    freelancer: Profile

    @property
    def owner_email(self) -> str:
        return owner_of(self.company).email

    @property
    def freelancer_email(self) -> str:
        return self.freelancer.user.email


def make_cast() -> Cast:
    nagano = Prefecture.objects.get(code="20")
    suwa = Municipality.objects.get(prefecture=nagano, name_ja="諏訪市")
    company = make_company(name="諏訪みずうみプレス", prefecture=nagano, municipality=suwa)
    freelancer = make_freelancer(
        handle="みなと工房",
        skills=("kintone", "ai-ocr", "paperless", "process-visualization"),
        legal_name="瀬戸口 湊",
        headline="紙とFAXの仕事を、現場が使える画面に変えます",
        summary="注文書の読み取りと台帳づくりを10年続けています。",
        rate_jpy_hour=4800,
        hours_per_week=16,
        available_from=timezone.localdate(),
        prefecture=nagano,
        remote="full",
        side_job="approved",
    )
    ProfileLanguage.objects.create(profile=freelancer, language="ja", level=7)
    for number in range(30):
        make_freelancer(handle=f"ほかの人{number}", skills=("seo",), remote="full", rate_jpy_hour=5000 + number)
    return Cast(company, freelancer)


def in_days(days: int) -> str:
    return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()
