"""Small files of every kind the platform keeps, and of kinds it does not."""

import io
import zipfile

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 40


def archive(*parts: str) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as made:
        for part in parts:
            made.writestr(part, "<x/>")
    return stored.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
HOSTILE = {
    "empty": b"",
    "a program": b"MZ\x90\x00" + b"\0" * 60,
    "a page": b"<!doctype html><script>alert(1)</script>",
    "an image with scripts": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "an archive": archive("a.txt"),
    "macros": archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "half an archive": DOCX[: len(DOCX) // 2],
    "an ending only": b"\0\1\2 not a pdf",
}
