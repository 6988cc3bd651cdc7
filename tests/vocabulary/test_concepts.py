"""Finding skills in free text: whole words, longest names, offsets of the text as typed."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocabulary.concepts import ConceptIndex, VocabularyFileError, load_vocabulary_file

INDEX = load_vocabulary_file()


def found(text: str, index: ConceptIndex = INDEX) -> list[tuple[str, str]]:
    return [(hit.surface, hit.concept) for hit in index.find(text)]


@pytest.fixture
def plain(tmp_path: Path) -> ConceptIndex:
    """A vocabulary without capitals rules: short aliases only."""
    skills = [
        {"id": "go", "aliases": ["go", "GO言語"]},
        {"id": "pr", "aliases": ["PR"]},
        {"id": "php", "aliases": ["PHP"]},
        {"id": "java", "aliases": ["Java"]},
        {"id": "erp", "aliases": ["SAP"]},
        {"id": "sharp", "aliases": ["C#", ".NET"]},
        {"id": "dash", "aliases": ["dashboard"]},
        {"id": "server", "aliases": ["サーバー"]},
        {"id": "till", "aliases": ["レジ"]},
    ]
    path = tmp_path / "vocabulary.json"
    path.write_text(json.dumps({"skills": skills}), encoding="utf-8")
    return load_vocabulary_file(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("google, cargo, go-between を使う PRODUCT", [("go", "go")]),
        ("Djangoもgolangも無い", []),
        ("GO言語とPRを頼みたい", [("GO言語", "go"), ("PR", "pr")]),
        ("ＧＯで作る", [("ＧＯ", "go")]),
        ("sapporo でも wesap でもなく SAP", [("SAP", "erp")]),
        ("javascript, Java, java8", [("Java", "java"), ("java", "java")]),
        ("PHP8.2 と php、PHPerは別", [("PHP", "php"), ("php", "php")]),
        ("GO2 と PR8.2、go-2", [("go", "go")]),
        ("p r と p-r は略語ではない", []),
        ("C#と.NET、example.net", [("C#", "sharp"), (".NET", "sharp")]),
        ("dashboards and dashboarding", [("dashboard", "dash")]),
        ("café-go and éPR", [("go", "go")]),
        ("go\u200bogle", []),
        ("サーバ サーバー サーバーレス サーバント", [("サーバ", "server"), ("サーバー", "server")]),
        ("レジ、POSレジ。レジャー、クレジット", [("レジ", "till"), ("レジ", "till")]),
    ],
)
def test_find_counts_whole_words_only(plain: ConceptIndex, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text, plain) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Let's go to market and react quickly", []),
        ("Skills: go, react / ruby", ["go", "react", "ruby-rails"]),
        ("goとreactで開発", ["go", "react"]),
        ("Go developer with React", ["go", "react"]),
        ("Go-live of the shop", []),
        ("Off we go, says the rest", []),
        ("pre-go / go-ahead", []),
        ("- go\n- react", ["go", "react"]),
        ("cross-functional Teams met at 3 PM in Spring 2020", []),
        ("TeamsやZoomで打ち合わせ、PMを募集", ["chat-collab", "chat-collab", "project-management"]),
        ("Boston, MA 02139", []),
    ],
)
def test_find_tells_names_from_english_words(text: str, expected: list[str]) -> None:
    assert [concept for _surface, concept in found(text)] == expected


def test_find_ignores_addresses() -> None:
    assert found("info@go.jp https://zoom.us/php www.wordpress.org example.go.jp taro@sap.example") == []
    assert found("https://example.com/で紹介したWordPress") == [("WordPress", "wordpress")]


def test_find_takes_the_leftmost_and_longest_name() -> None:
    assert found("Excelマクロで在庫管理システム") == [
        ("Excelマクロ", "excel-vba"),
        ("在庫管理システム", "sales-management"),
    ]
    assert found("React Nativeアプリ")[0] == ("React Native", "react-native")
    assert found("生成AI研修") == [("生成AI研修", "ai-training")]


def test_find_falls_back_to_a_shorter_name_where_the_longer_one_is_no_word(plain: ConceptIndex) -> None:
    assert found("dashboard dashboardx SAPX,SAP", plain) == [("dashboard", "dash"), ("SAP", "erp")]


def test_find_gives_offsets_of_the_text_as_typed() -> None:
    text = "まず ﾃﾞｰﾀ入力、つぎに Word-Press🎉 と ｷﾝﾄｰﾝ"
    for hit in INDEX.find(text):
        assert text[hit.start : hit.end] == hit.surface
    assert found(text) == [("ﾃﾞｰﾀ入力", "data-entry"), ("Word-Press", "wordpress"), ("ｷﾝﾄｰﾝ", "kintone")]


@pytest.mark.parametrize(
    ("phrase", "concept"),
    [
        ("紙の帳票が多くて困っています", "paperless"),
        ("FAX受注をやめたい", "fax-orders"),
        ("ホームページを作りたい", "website-production"),
        ("ネット通販を始めたい", "ec-build"),
        ("在庫がわからない", "sales-management"),
        ("エクセルで管理している", "spreadsheet-exit"),
        ("人手不足です", "hiring-support"),
        ("お年寄り向けのスマホ教室", "digital-divide"),
        ("We want to sell online", "ec-build"),
        ("Orders come in by fax", "fax-orders"),
        ("機械の稼働状況を知りたい", "smart-factory"),
        ("セキュリティが不安", "endpoint-security"),
    ],
)
def test_find_understands_words_of_company_owners(phrase: str, concept: str) -> None:
    assert concept in INDEX.concepts_in(phrase)


def test_find_takes_hostile_text() -> None:
    text = "\ud800kintone\udfff \u202ePHP\u202c \x00 👩‍👩‍👧 Python\u0301"
    assert ("kintone", "kintone") in found(text)
    assert found("") == found("\u202e\u200b") == []


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=80))
def test_find_never_fails_and_never_overlaps(text: str) -> None:
    reached = 0
    for hit in INDEX.find(text + "PHP" + text):
        assert hit.start >= reached
        reached = hit.end


@pytest.mark.parametrize("piece", ["kintoneとＰＨＰ、", "a", "go\u200b", "@", "python8.", "レ", " \u3000", "ｶﾞ"])
def test_find_time_grows_with_the_length_only(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        start = time.process_time()
        INDEX.find(text)
        return time.process_time() - start

    seconds(1_000)
    assert seconds(1_000_000) <= 60 * max(seconds(100_000), 0.05)


def test_resolve_takes_ids_labels_and_aliases_in_any_spelling() -> None:
    for term in ("kintone", "キントーン", "ｷﾝﾄｰﾝ", " KINTONE ", "サイボウズ kintone"):
        assert INDEX.resolve(term) == "kintone"
    assert INDEX.resolve("go") == "go"
    assert INDEX.resolve("サーバ管理") == INDEX.resolve("サーバー管理") == "server-admin"
    assert INDEX.resolve("Go to the market") is None
    assert INDEX.resolve("") is INDEX.resolve("\ud800") is None


def test_suggest_prefers_labels_that_begin_so() -> None:
    assert INDEX.suggest("wordp") == ["wordpress"]
    assert INDEX.suggest("ネット通販") == ["ec-build"]
    assert INDEX.suggest("shop", "en", 3)[0] == "shopify"
    assert len(INDEX.suggest("デ", "ja", 4)) == 4
    assert INDEX.suggest("") == INDEX.suggest("  ") == INDEX.suggest("x", limit=0) == []


def test_labels_follow_the_reader_and_unknown_concepts_name_themselves() -> None:
    assert INDEX.label("data-entry", "ja") == "データ入力"
    assert INDEX.label("data-entry", "en") == "Data entry"
    assert INDEX.label("welding", "en") == "welding"
    assert (INDEX.category_of("django"), INDEX.parent_of("django")) == ("dev", "python")
    assert (INDEX.category_of("welding"), INDEX.parent_of("welding")) == (None, None)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("[]", "skills"),
        ("{", "JSON"),
        ('{"skills": [{}]}', "skill 1"),
        ('{"skills": [{"id": "a"}, {"id": "a"}]}', "twice"),
        ('{"skills": [{"id": "a", "parent": "b"}]}', "parent"),
        ('{"skills": [{"id": "a", "aliases": "x"}]}', "aliases"),
        ('{"skills": [{"id": "a", "aliases": [1]}]}', "aliases"),
    ],
)
def test_load_vocabulary_file_says_what_is_wrong(tmp_path: Path, content: str, complaint: str) -> None:
    path = tmp_path / "vocabulary.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(VocabularyFileError, match=complaint):
        load_vocabulary_file(path)


def test_load_vocabulary_file_reads_a_minimal_file_with_unknown_keys(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.json"
    path.write_bytes(b'\xef\xbb\xbf{"x": 1, "skills": [{"id": "welding", "aliases": ["weld"], "y": 2}]}')
    index = load_vocabulary_file(path)
    assert [hit.concept for hit in index.find("We weld, welding")] == ["welding", "welding"]
    assert load_vocabulary_file(path).find("data entry") == []


def test_an_empty_vocabulary_finds_nothing() -> None:
    assert ConceptIndex([]).find("kintone") == []
