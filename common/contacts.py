"""Telephone numbers, e-mail addresses and addresses of websites in a text, however they are written."""

import re
import unicodedata
from typing import Final

_BETWEEN: Final = r"[ \t.・()/\-‐‑–—―−ー~]{0,3}"
# Ten or eleven digits from 0, or +81; not the middle of a date or of a longer number.
_TELEPHONE: Final = re.compile(rf"(?<!\d)(?<!\d[-./ ])(?:\+{_BETWEEN}8{_BETWEEN}1|0)(?:{_BETWEEN}\d){{9,10}}(?!\d)")
_ADDRESS: Final = re.compile(r"[\w.+-]+ ?@ ?\w[\w-]*(?: ?\. ?\w[\w-]*)+")
_WEBSITE: Final = re.compile(r"https?:|://|www\.", re.IGNORECASE)
# What mail programs make a link of: words joined by points, of which the last is of Latin letters, and a path.
_HOST: Final = re.compile(r"[\w-]+(?:\.[\w-]+)*\.(?:xn--[a-z0-9-]+|[a-z]{2,})(?![a-z0-9])/?", re.IGNORECASE)
# Products and companies that are written like a host, and the ends of files that are no top-level domains.
_NO_HOSTS: Final = frozenset(
    {"asp.net", "ado.net", "vb.net", "ml.net", "booking.com", "make.com", "monday.com", "co.ltd"}
)
_NO_DOMAINS: Final = (".js", ".ts", ".css", ".html", ".csv", ".pdf", ".xls", ".xlsx", ".doc", ".docx", ".txt", ".json")
_INITIALS: Final = re.compile(r"(?:[a-z]\.)+(?!(?:com|net|org|info|biz|xyz|top|app|dev|jp)$)[a-z]{3,}", re.IGNORECASE)


def names_a_website(text: str) -> bool:
    """Whether a mail program might make a link of a part of it; neither of "Node.js" nor of "T.Yamada"."""
    plain = unicodedata.normalize("NFKC", text)
    return _WEBSITE.search(plain) is not None or any(_is_host(found) for found in _HOST.findall(plain))


def _is_host(found: str) -> bool:
    # Japanese before it is written without a space: "宿とBooking.com".
    name = re.sub(r"^[^\x00-\x7f]+", "", found).lower()
    return name not in _NO_HOSTS and not _INITIALS.fullmatch(name) and not name.endswith(_NO_DOMAINS)


def names_a_contact(text: str) -> bool:
    """Full-width letters, spaces and hyphens between the digits do not hide a number."""
    plain = unicodedata.normalize("NFKC", text)
    return _TELEPHONE.search(plain) is not None or _ADDRESS.search(plain) is not None
