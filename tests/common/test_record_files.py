"""Files in any encoding and any state: what can be read is read, everything else is told by line and byte."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from common.interchange.complaints import FileRefusedError
from common.interchange.encodings import lines_in
from common.interchange.records import Format, format_of
from common.interchange.reports import MOST_KEPT, as_sentences, as_table
from tests.common.test_cells import read

KANA = "ﾃﾞｰﾀの入力"
UTF8, SJIS = "id,title\na,日本\n".encode(), "b,大阪\n".encode("cp932")


@pytest.mark.parametrize(
    "content",
    [
        f"id,title\r\na,{KANA}\r\n".encode(),
        b"\xef\xbb\xbf" + f"id,title\r\na,{KANA}\r\n".encode(),
        f"id,title\r\na,{KANA}\r\n".encode("cp932"),
        f"id,title\nb,ﾂｱ\na,{KANA}\n".encode("cp932"),
        f'"ID","ｔｉｔｌｅ"\n"a","{KANA}"\n'.encode(),
    ],
)
def test_utf8_with_and_without_its_mark_and_shift_jis_are_told_apart(content: bytes) -> None:
    records, report = read(content, "csv")
    assert report.errors.kept == []
    assert dict(records[-1].source) == {"id": "a", "title": KANA}


def test_json_lines_may_be_shift_jis_too() -> None:
    records, report = read(f'{{"id": "a", "title": "{KANA}"}}\n'.encode("cp932"), "jsonl")
    assert (report.errors.count, records[0].known["title"]) == (0, KANA)


@pytest.mark.parametrize(
    ("content", "form", "told"),
    [
        (UTF8 + SJIS, "csv", "3行目: 文字コードが混ざっています。2行目はUTF-8、3行目はShift_JIS"),
        (b"id,title\n" + SJIS + UTF8[9:], "csv", "3行目: 文字コードが混ざっています。3行目はUTF-8、2行目"),
        (b"id,title\na,\xff\n", "csv", "2行目: この行の3バイト目は"),
        (b"\xff\xfei\x00d\x00", "csv", "1行目: このファイルはUTF-16"),
        (b"title,budget\na,b\n", "csv", "1行目: 「管理番号」（id）の列がありません。1行目には列の名前が必要で"),
        (b"id;title\na;b\n", "csv", "1行目: 列が「;」で区切られています"),
        (b"id\ttitle\na\tb\n", "csv", "1行目: 列が「Tab」で区切られています"),
        (b"id,title,title\na,b,c\n", "csv", "1行目: 列「title」が二つあります"),
        (b"id,title\na,b,c\n", "csv", "2行目: この行のセルは3個ですが、1行目は2個です"),
        (b'id,title\na,"b\nc,d\n', "csv", "2行目: ここで始まる引用符が閉じていない"),
        (b'id,title\na,"b"c\nd,e\n', "csv", "2行目: 引用符の対応が"),
        (b"id,title\ra,b\r", "csv", "1行目: 引用符の外に改行があります"),
        (b"id,title\n,b\n", "csv", "2行目, id: idが必要です"),
        (b'{"id": "a"}\n{"id": \n', "jsonl", "2行目: JSONとして読めません"),
        (b'{"id": "a"}\n\n[1]\n', "jsonl", "3行目: オブジェクトを書いてください"),
        (b'{"id": "a", "title": "' + b"[" * 90_000, "jsonl", "1行目: JSONとして読めません"),
        (b'{"id": "a", "skills": [1e999]}\n', "jsonl", "1行目, skills: 数ではありません"),
        (b'{"id": "a", "skills": ' + b"[" * 40 + b"]" * 40 + b"}\n", "jsonl", "1行目, skills: リストの入れ子が"),
        (b'{"id": "' + b"9" * 300 + b'"}\n', "jsonl", "1行目, id: 200文字まで"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_one_sentence(content: bytes, form: Format, told: str) -> None:
    _records, report = read(content, form)
    assert next(iter(as_sentences(report.errors.kept))).startswith(told)


def test_rows_after_a_bad_one_are_still_looked_at() -> None:
    records, report = read(b"id,count\na,1\nb,x\nc,2\nd,-1\n", "csv")
    assert [one.id for one in records] == ["a", "c"]
    assert [(one.line, one.column) for one in report.errors.kept] == [(3, "count"), (5, "count")]


def test_a_row_that_spans_lines_is_told_by_the_line_it_begins_on() -> None:
    _records, report = read(b'id,title,count\na,"x\ny",1\nb,"x\n\ny",z\n', "csv")
    assert [(one.line, one.column) for one in report.errors.kept] == [(4, "count")]


def test_unknown_columns_are_told_once_and_a_slip_is_guessed() -> None:
    records, report = read(b'{"id": "a", "shoe": 1, "titel": "x"}\n{"id": "b", "shoe": 2}\n', "jsonl")
    assert len(records) == 2
    told = dict(one.split(": ", 1) for one in as_sentences(report.warnings.kept))
    assert "読み飛ばしました" in told["1行目, shoe"]
    assert "「title」のことでしょうか" in told["1行目, titel"]


def test_a_report_keeps_the_first_mistakes_and_counts_all() -> None:
    _records, report = read(b"id,count\n" + b"".join(b"a%d,x\n" % number for number in range(MOST_KEPT + 20)), "csv")
    assert (len(report.errors.kept), report.errors.count) == (MOST_KEPT, MOST_KEPT + 20)
    assert b"".join(as_table(report.errors.kept, [])).decode("utf-8-sig").count("\r\n") == MOST_KEPT + 1


def test_a_report_as_a_table_runs_nothing() -> None:
    _records, report = read(b"id,=cmd()\na,b\n", "csv")
    assert "'=cmd()" in b"".join(as_table([], report.warnings.kept)).decode("utf-8-sig")


def test_a_line_without_end_is_refused_before_it_fills_the_memory() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 1_000_000

    with pytest.raises(FileRefusedError):
        next(lines_in(endless()))


def test_the_name_tells_the_format() -> None:
    assert [format_of(name) for name in ("a.csv", "A.CSV", "a.jsonl", "a")] == ["csv", "csv", "jsonl", "jsonl"]
