"""Telephone numbers and e-mail addresses in a text, however they are written."""

import re
import unicodedata
from typing import Final

_BETWEEN: Final = r"[ \t.・()/\-‐‑–—―−ー~]{0,3}"
# Ten or eleven digits from 0, or +81; not the middle of a date or of a longer number.
_TELEPHONE: Final = re.compile(rf"(?<!\d)(?<!\d[-./ ])(?:\+{_BETWEEN}8{_BETWEEN}1|0)(?:{_BETWEEN}\d){{9,10}}(?!\d)")
_ADDRESS: Final = re.compile(r"[\w.+-]+ ?@ ?\w[\w-]*(?: ?\. ?\w[\w-]*)+")


def names_a_contact(text: str) -> bool:
    """Full-width letters, spaces and hyphens between the digits do not hide a number."""
    plain = unicodedata.normalize("NFKC", text)
    return _TELEPHONE.search(plain) is not None or _ADDRESS.search(plain) is not None
