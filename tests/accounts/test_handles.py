"""Which display names are refused: those that lead to somebody, and those that speak for the platform."""

import pytest
from django.core.exceptions import ValidationError

from accounts.forms.people import HandleField
from accounts.handles import proposed_handle, reads_as_contact, reads_as_staff, tidied
from portal.demo.stories import read_stories


def refusal(handle: str) -> str:
    try:
        HandleField().clean(handle)
    except ValidationError as error:
        return str(error.code)
    return ""


def test_handles_are_read_in_one_width() -> None:
    assert tidied("　Ａｏｉ　 ２１ ") == "Aoi 21"


@pytest.mark.parametrize(
    "handle",
    [
        "a@b",
        "ａ＠ｂ",
        "090-1234-5678",
        "０９０（１２３４）５６７８",
        "〇九〇・一二三四",
        "090.12.34",
        "https://x.example",
        "www.x",
        "yama.com",
        "Yama.CO.JP から",
        "LINE: yama",
        "line id yama",
        "taro(at)mail",
        "taroアットマークmail",
    ],
)
def test_a_handle_that_leads_to_somebody_is_refused(handle: str) -> None:
    assert refusal(handle) == "contact"


@pytest.mark.parametrize(
    "handle",
    [
        "運営",
        "架け橋 サポート",
        "Kakehashi",
        "Ｋａｋｅｈａｓｈｉ事務局",
        "かけはし公式",
        "運 営",
        "管理者2",
        "administrator",
        "Admin-01",
        "a d m i n",
        "4dm1n",
        "аdmin",
        "The Moderator",
        "Support",
        "サポート",
        "root",
    ],
)
def test_a_handle_that_speaks_for_the_platform_is_refused(handle: str) -> None:
    assert refusal(handle) == "staff"


@pytest.mark.parametrize(
    "handle",
    [
        "aoi-kawa-12",
        "島根のEC屋",
        "badminton",
        "Falstaff",
        "橋本2号",
        "業務サポートの山",
        "system-engineer 3",
        "yuki.tanaka",
        "オンライン支援",
        "online: idea",
        "三一二",
        "Supporter",
        "roots",
    ],
)
def test_other_handles_stay_allowed(handle: str) -> None:
    assert refusal(handle) == ""


def test_no_handle_we_propose_or_show_in_the_demo_is_refused() -> None:
    names = read_stories("names")
    shown = [place + trade for place in names["places"] for trade in names["trades_ja"]]
    shown += [f"{word} {trade}" for word in names["words_en"] for trade in names["trades_en"]]
    shown += [proposed_handle() for _ in range(200)]
    assert [handle for handle in shown if reads_as_contact(handle) or reads_as_staff(handle)] == []
