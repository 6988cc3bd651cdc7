"""What an uploaded file really is, judged by its content, and a name that is safe to give back."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from enum import StrEnum
from typing import TYPE_CHECKING

from common.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_NAME = 100
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
# What no text has: a file with one of these is something else, whatever its name says.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')


class FileType(StrEnum):
    """The kinds of files the platform keeps, by their media types."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TEXT = "text/plain"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# The endings a type may have; the first is given to a name with another one.
ENDINGS: Mapping[FileType, tuple[str, ...]] = {
    FileType.PDF: (".pdf",),
    FileType.PNG: (".png",),
    FileType.JPEG: (".jpg", ".jpeg"),
    FileType.TEXT: (".txt", ".csv", ".md"),
    FileType.DOCX: (".docx",),
    FileType.XLSX: (".xlsx",),
}
PAPERS = frozenset({FileType.PDF, FileType.PNG, FileType.JPEG})
EVERY_TYPE = frozenset(FileType)


def type_of(content: bytes) -> FileType | None:
    """The type the content has, None for everything the platform does not keep. The name plays no part."""
    if content.startswith(b"%PDF-"):
        return FileType.PDF
    if content.startswith(_PNG):
        return FileType.PNG
    if content.startswith(_JPEG):
        return FileType.JPEG
    if content.startswith(b"PK"):
        return _office_type(content)
    return FileType.TEXT if _is_text(content) else None


def cleaned_name(name: str, kind: FileType) -> str:
    """The name without folders, signs that turn or hide text, and a wrong ending; ≤ LONGEST_NAME characters."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    plain = _NOT_IN_NAMES.sub(" ", clean_text(last)).strip()
    stem, dot, ending = plain.rpartition(".")
    ending = f".{ending.lower()}" if dot else ""
    if ending not in ENDINGS[kind]:
        stem, ending = (stem if _looks_like_ending(ending) else plain), ENDINGS[kind][0]
    return f"{stem.strip(' .')[: LONGEST_NAME - len(ending)] or 'file'}{ending}"


def _looks_like_ending(ending: str) -> bool:
    return re.fullmatch(r"\.[a-z0-9]{1,5}", ending) is not None


def _office_type(content: bytes) -> FileType | None:
    """By the list of the archive's parts; nothing is unpacked. A document that carries macros is none we keep."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name.lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    if "[content_types].xml" not in parts or any(part.endswith("vbaproject.bin") for part in parts):
        return None
    if "word/document.xml" in parts:
        return FileType.DOCX
    return FileType.XLSX if "xl/workbook.xml" in parts else None


def _is_text(content: bytes) -> bool:
    """UTF-8, or the Shift_JIS that older programs write, without control characters."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return bool(text.strip()) and _NO_TEXT.search(text) is None
    return False
