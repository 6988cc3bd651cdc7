"""Lines of a file of unknown encoding: UTF-8 with or without its mark, or Shift_JIS as Windows writes it (CP932).

A file is read twice: once to learn how it is written, once for its content. No more than one line is in memory.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from django.utils.translation import gettext_noop

from common.interchange.complaints import FileRefusedError

type Encoding = Literal["utf-8", "cp932"]
# Begins a new pass over the lines of a file, each with its line break.
type Lines = Callable[[], Iterable[bytes]]

LONGEST_LINE: Final = 4 * 1024 * 1024
BLOCK: Final = 256 * 1024
UTF8_MARK: Final = codecs.BOM_UTF8
_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# From here on UTF-8 takes three bytes. Text in CP932 is hardly ever valid UTF-8 with such a character; short words of
# half-width kana can be valid with characters of two bytes.
_THREE_BYTES: Final = "\u0800"
# What Python makes of bytes that Shift_JIS has no character for.
_STRAY: Final = re.compile("[\x80\xa0\uf8f0-\uf8f3]")


def lines_of_path(path: Path) -> Lines:
    def begin() -> Iterator[bytes]:
        with path.open("rb") as file:
            yield from lines_in(iter(lambda: file.read(BLOCK), b""))

    return begin


def lines_in(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a file that comes in pieces of any size; FileRefusedError for one longer than LONGEST_LINE."""
    rest, number = b"", 1
    for block in blocks:
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            yield line + b"\n"
        number += len(whole)
        if len(rest) > LONGEST_LINE:
            raise FileRefusedError(
                gettext_noop("This line is longer than %(most)s million characters. Is it the right file?"),
                line=number,
                most=LONGEST_LINE // (1024 * 1024),
            )
    if rest:
        yield rest


def encoding_of(lines: Lines) -> Encoding:
    """How the whole file is written. Raises FileRefusedError for a mixture and for what neither encoding can be."""
    seen = _Seen()
    for number, line in enumerate(lines(), start=1):
        if number == 1:
            if line.startswith(_UTF16_MARKS):
                raise FileRefusedError(
                    gettext_noop("This file is written in UTF-16. Please save it as “CSV UTF-8” and try again."), line=1
                )
            if line.startswith(UTF8_MARK):
                seen.utf8 = 1
        if not line.isascii():
            seen.note(number, line)
    return "cp932" if seen.cp932 else "utf-8"


def decoded(lines: Lines, encoding: Encoding) -> Iterator[str]:
    """The lines as text, without the mark at the beginning; `encoding` is what `encoding_of` said of them."""
    for number, line in enumerate(lines()):
        yield (line if number else line.removeprefix(UTF8_MARK)).decode(encoding)


@dataclass(slots=True)
class _Seen:
    """The first line of each encoding."""

    utf8: int = 0
    cp932: int = 0

    def note(self, number: int, line: bytes) -> None:
        as_utf8, as_cp932 = _decoding_error(line, "utf-8"), _decoding_error(line, "cp932")
        if as_utf8 is not None and as_cp932 is not None:
            raise FileRefusedError(
                gettext_noop(
                    "Byte %(byte)s of this line is no character of UTF-8 nor of Shift_JIS. "
                    "Please save the file again as UTF-8."
                ),
                line=number,
                byte=(as_cp932 if self.cp932 else as_utf8) + 1,
            )
        if as_utf8 is not None:
            self.cp932 = self.cp932 or number
        elif as_cp932 is not None or any(letter >= _THREE_BYTES for letter in line.decode()):
            self.utf8 = self.utf8 or number
        if self.utf8 and self.cp932:
            raise FileRefusedError(
                gettext_noop(
                    "The file mixes two encodings: line %(utf8)s is written in UTF-8, line %(cp932)s in Shift_JIS. "
                    "Please save the whole file in one of them."
                ),
                line=max(self.utf8, self.cp932),
                utf8=self.utf8,
                cp932=self.cp932,
            )


def _decoding_error(line: bytes, encoding: Encoding) -> int | None:
    """Where decoding fails, as a position in the line; None when it does not."""
    try:
        text = line.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    stray = _STRAY.search(text) if encoding == "cp932" else None
    return len(text[: stray.start()].encode(encoding)) if stray else None
