"""What people type, right and wrong: a sentence beside the field in their language, nothing lost, never a crash."""

import re
from typing import Any

import pytest
from django.test import Client
from django.test.client import Client as Browser

from orders.forms import OrderForm
from orders.models import Bid, Order
from orders.states import OrderStatus
from tests.orders.making import make_bid, make_company, make_draft, make_freelancer, make_order, owner_of
from tests.orders.test_pages import address, bid_address, browser
from vocabulary.concepts import ConceptIndex
from vocabulary.models import ProposedPhrase

pytestmark = pytest.mark.django_db

RTL = "\u202e"
COMPLETE: dict[str, str] = {
    "title": "FAXの注文を一覧にしたい",
    "problem": "毎日30件の注文がFAXで届き、手で書き写しています。",
    "wanted_outcome": "注文が一覧になる。",
    "budget_min_yen": "300,000",
    "budget_max_yen": "５０万円",
    "budget_unit": "project",
    "hours_per_week": "８",
    "duration_weeks": "13",
    "ending_terms": "30日前に書面で。",
    "remote": "partial",
    "prefecture": "32",
    "municipality": "322016",
    "deadline": "2027-03-01",
    "start_on": "2027-04-01",
    "positions": "2",
}


def error_beside(text: str, field: str) -> str:
    """The sentence shown at a field, or nothing."""
    found = re.search(rf'<div id="id_{field}_error">(.*?)</div>', text, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).strip() if found else ""


def is_in(sentence: str, language: str) -> bool:
    has_japanese = re.search(r"[ぁ-んァ-ン一-龥]", re.sub(r"[“「].*?[”」]", "", sentence)) is not None
    return bool(sentence) and has_japanese == (language == "ja")


def post_order(data: dict[str, Any], language: str = "ja", order: Order | None = None) -> tuple[int, str]:
    company = order.client if order else make_company()
    path = address(order, "edit/") if order else "/orders/new/"
    answer = browser(owner_of(company), language).post(path, data, follow=True)
    return answer.status_code, answer.content.decode()


BAD_ORDERS: list[tuple[str, str]] = [
    ("title", ""),
    ("title", "   \u3000 "),
    ("title", "長" * 121),
    ("problem", "x" * 8001),
    ("wanted_outcome", "x" * 4001),
    ("ending_terms", "x" * 1001),
    ("budget_min_yen", "-1"),
    ("budget_min_yen", "だいたい30"),
    ("budget_max_yen", "9" * 30),
    ("budget_max_yen", "100"),
    ("budget_max_yen", "1.5"),
    ("budget_unit", "year"),
    ("hours_per_week", "0"),
    ("hours_per_week", "169"),
    ("hours_per_week", "たくさん"),
    ("hours_per_week", "1" * 400),
    ("duration_weeks", "521"),
    ("duration_weeks", "-4"),
    ("duration_weeks", "½"),
    ("remote", "moon"),
    ("remote", "partial\x00"),
    ("prefecture", "99"),
    ("prefecture", "' OR 1=1 --"),
    ("municipality", "131016"),
    ("municipality", "\x00"),
    ("deadline", "2026-02-30"),
    ("deadline", "あした"),
    ("deadline", "12026-01-01"),
    ("start_on", "2027-13-01"),
    ("start_on", "0001-01-01"),
    ("positions", "0"),
    ("positions", "100"),
    ("positions", "2台"),
    ("duration_weeks", "3か月"),
    ("skill_new", "量子もやし農法"),
    ("skill_new", "x" * 81),
]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(("field", "value"), BAD_ORDERS)
def test_bad_entry_is_said_beside_its_field_and_all_is_kept(field: str, value: str, language: str) -> None:
    kept = "書いたこと <b>&amp; keep me 🙂"
    status, text = post_order(COMPLETE | {"wanted_outcome": kept, "skill-kintone": "must"} | {field: value}, language)
    assert status == 422
    assert is_in(error_beside(text, field), language), error_beside(text, field)
    if field != "wanted_outcome":
        assert "書いたこと &lt;b&gt;&amp;amp; keep me 🙂" in text
    assert re.search(r'id="skill-kintone-must"[^>]*checked', text)
    assert not Order.objects.exists()


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"language-0-language": "xx", "language-0-level": "5"}, "language-0-language"),
        ({"language-0-language": "ja", "language-0-level": "9"}, "language-0-level"),
        ({"language-0-language": "ja", "language-0-level": ""}, "language-0-level"),
        ({"language-0-language": "", "language-0-level": "5"}, "language-0-language"),
        ({"language-0-language": "ja", "language-0-level": "five"}, "language-0-level"),
        (
            {
                "language-0-language": "ja",
                "language-0-level": "5",
                "language-1-language": "ja",
                "language-1-level": "3",
            },
            "language-1-language",
        ),
    ],
)
def test_bad_language_row_is_said_beside_it(data: dict[str, str], field: str, language: str) -> None:
    status, text = post_order(COMPLETE | data, language)
    assert status == 422
    assert is_in(error_beside(text, field), language)
    assert not Order.objects.exists()


def test_complete_form_is_saved_as_typed() -> None:
    data = COMPLETE | {
        "skill-kintone": "must",
        "skill-ec-operation": "wish",
        "skill-ai-ocr": "none",
        "skill-zz": "must",
    }
    data |= {"language-0-language": "ja", "language-0-level": "5", "language-0-is_must": "on", "step": "preview"}
    status, _text = post_order(data)
    order = Order.objects.get()
    assert status == 200
    assert (order.budget_max_yen, order.hours_per_week, order.positions) == (500_000, 8, 2)
    assert (order.prefecture_id, order.municipality_id) == ("32", "322016")
    chosen = {wanted.skill.slug: wanted.is_must for wanted in order.skills.all()}
    assert (chosen["kintone"], chosen["ec-operation"], chosen["fax-orders"]) == (
        True,
        False,
        False,
    )
    assert "ai-ocr" not in chosen
    assert [(row.language, row.level, row.is_must) for row in order.languages.all()] == [("ja", 5, True)]
    assert order.bids_close_at is not None
    assert order.bids_close_at.isoformat() == "2027-03-01T15:00:00+00:00"  # midnight in Japan


def test_nearly_empty_draft_is_saved_and_edited() -> None:
    status, _text = post_order({"title": "あとで書く", "budget_unit": "project"})
    order = Order.objects.get()
    assert (status, order.status, order.positions) == (200, OrderStatus.DRAFT, 1)
    status, _text = post_order(COMPLETE | {"title": "書いた"}, order=order)
    order.refresh_from_db()
    assert (status, order.title, order.budget_min_yen) == (200, "書いた", 300_000)


def test_direction_marks_and_controls_are_removed_and_emoji_stay() -> None:
    post_order(COMPLETE | {"title": f"注文{RTL}一覧\x07🙂", "problem": "<script>alert(1)</script>"})
    order = Order.objects.get()
    assert order.title == "注文一覧🙂"
    text = browser(owner_of(order.client)).get(address(order, "preview/")).content.decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert(1)" not in text


def test_unknown_skill_is_noted_for_the_vocabulary_once_per_posting() -> None:
    post_order(COMPLETE | {"skill_new": "量子もやし農法、kintone"})
    assert ProposedPhrase.objects.get(text="量子もやし農法").times == 1


def test_known_skill_by_name_becomes_a_wish() -> None:
    post_order(COMPLETE | {"skill_new": "ｋｉｎｔｏｎｅ"})
    assert Order.objects.get().skills.get(skill__slug="kintone").is_must is False


def test_skills_are_suggested_from_the_text_and_choices_kept() -> None:
    owner = browser(owner_of(make_company()))
    data = {"title": "kintoneを使いたい", "problem": "", "skill-ec-operation": "must"}
    text = owner.post("/orders/suggest-skills/", data).content.decode()
    assert re.search(r'id="skill-kintone-wish"[^>]*checked', text)
    assert re.search(r'id="skill-ec-operation-must"[^>]*checked', text)
    assert "<html" not in text


def test_typing_alone_proposes_nothing() -> None:
    owner = browser(owner_of(make_company()))
    owner.post("/orders/suggest-skills/", {"title": "x", "skill_new": "量子もやし"})
    assert not ProposedPhrase.objects.exists()
    answer = owner.post("/orders/suggest-skills/?add=1", {"title": "x", "skill_new": "量子もやし"})
    assert is_in(error_beside(answer.content.decode(), "skill_new"), "ja")
    assert ProposedPhrase.objects.get().text == "量子もやし"


def test_suggest_button_without_scripts_keeps_everything_and_complains_about_nothing() -> None:
    status, text = post_order({"title": "", "problem": "kintoneで受注", "budget_max_yen": "x", "step": "skills"})
    assert status == 200
    assert "skill-kintone-none" in text
    assert "field-error" not in text
    assert 'value="x"' in text
    assert not Order.objects.exists()


def test_places_of_the_chosen_prefecture_are_offered_without_scripts() -> None:
    _status, text = post_order({"title": "", "prefecture": "13", "step": "skills"})
    assert 'value="131016"' in text


PUBLICATION_GAPS: list[tuple[str, dict[str, Any]]] = [
    ("problem", {"problem": ""}),
    ("budget_max_yen", {"budget_max_yen": None}),
    ("budget_max_yen", {"budget_max_yen": 0, "budget_min_yen": None}),
    ("hours_per_week", {"hours_per_week": None, "budget_unit": "month"}),
    ("duration_weeks", {"duration_weeks": None}),
    ("ending_terms", {"ending_terms": ""}),
    ("remote", {"remote": ""}),
    ("prefecture", {"prefecture_id": None}),
    ("start_on", {"start_on": None}),
]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(("field", "changes"), PUBLICATION_GAPS)
def test_gap_before_publishing_is_said_beside_its_field(field: str, changes: dict[str, Any], language: str) -> None:
    draft = make_draft(**changes)
    answer = browser(owner_of(draft.client), language).post(address(draft, "publish/"), follow=True)
    assert answer.status_code == 200
    assert is_in(error_beside(answer.content.decode(), field), language)
    draft.refresh_from_db()
    assert draft.status == OrderStatus.DRAFT


GOOD_BID = {"price_yen": "400000", "plan": "kept plan 🙂", "start_on": "2099-01-10"}
BAD_BIDS: list[tuple[str, str]] = [
    ("price_yen", ""),
    ("price_yen", "0"),
    ("price_yen", "-5"),
    ("price_yen", "１００ドルくらい"),
    ("plan", "詳しくは０９０ー１２３４ー５６７８まで"),
    ("plan", "yamada＠example．co．jp へどうぞ"),
    ("price_yen", "9" * 25),
    ("price_yen", "<b>1</b>"),
    ("plan", ""),
    ("plan", f"{RTL}\x00 "),
    ("plan", "x" * 4001),
    ("start_on", ""),
    ("start_on", "2027-02-29"),
    ("start_on", "2020-01-01"),
    ("start_on", "soon"),
    ("start_on", "9999-12-31"),
]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(("field", "value"), BAD_BIDS)
def test_bad_bid_is_said_beside_its_field_and_kept(field: str, value: str, language: str) -> None:
    order, person = make_order(), make_freelancer()
    answer = browser(person.user, language).post(address(order, "bid/"), GOOD_BID | {field: value})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert is_in(error_beside(text, field), language), error_beside(text, field)
    assert (GOOD_BID | {field: ""})["plan"] in text
    assert not Bid.objects.exists()


def test_bid_on_an_unknown_or_unpublished_order_is_not_found() -> None:
    person = make_freelancer()
    for path in (address(make_draft(), "bid/"), "/orders/zzzzzzzzzzzz/bid/"):
        assert browser(person.user).post(path, GOOD_BID).status_code == 404


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "reason"),
        ({"reason": "order_closed"}, "reason"),
        ({"reason": "<script>"}, "reason"),
        ({"reason": "price", "note": "x" * 501}, "note"),
    ],
)
def test_bad_answer_to_a_bid_is_said_beside_its_field(data: dict[str, str], field: str, language: str) -> None:
    bid = make_bid(make_order())
    answer = browser(owner_of(bid.order.client), language).post(bid_address(bid, "decline/"), data)
    assert answer.status_code == 422
    assert is_in(error_beside(answer.content.decode(), field), language)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("q", "x" * 101),
        ("prefecture", "99"),
        ("block", "atlantis"),
        ("remote", "moon"),
        ("category", "zz"),
        ("skill", "zz"),
        ("budget", "-1"),
        ("budget", "たくさん"),
        ("unit", "year"),
        ("sort", "zz"),
    ],
)
def test_bad_filter_is_said_and_ignored(field: str, value: str, language: str) -> None:
    order = make_order()
    answer = browser(None, language).get("/orders/", {field: value, "remote": "partial"} | {field: value})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert is_in(error_beside(text, field), language)
    assert order.title in text


@pytest.mark.parametrize("page", ["0", "-1", "abc", "２", "99999999999999999999", "\x00", "1e3"])
def test_page_that_is_no_number_is_the_first(page: str) -> None:
    order = make_order()
    visitor: Browser = Client()
    text = visitor.get("/orders/", {"page": page}).content.decode()
    assert order.title in text


def test_skills_are_looked_for_no_further_than_a_text_may_be_long(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[int] = []
    find = ConceptIndex.find

    def measured(index: ConceptIndex, text: str) -> object:
        searched.append(len(text))
        return find(index, text)

    monkeypatch.setattr(ConceptIndex, "find", measured)
    long = "kintoneで受注を管理したい。" * 1_000
    form = OrderForm({"title": long, "problem": long, "wanted_outcome": long})
    assert "kintone" in {chip.slug for chip in form.chips}
    assert searched == [120, 8000, 4000]
