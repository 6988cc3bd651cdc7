"""Display names: what is allowed, and friendly ones to start from."""

import re
import secrets
import unicodedata

_FIRST = ("aoi", "haru", "hikari", "kaze", "mido", "nami", "sato", "sora", "tsuki", "umi", "yama", "yuki")
_SECOND = ("bashi", "hana", "hayashi", "ishi", "izumi", "kawa", "mori", "oka", "saki", "tani", "tori", "zaka")
_CONTACT = re.compile(r"@|://|www\.|\d{6,}")


def proposed_handle() -> str:
    """One of some thirteen thousand: ``haru-mori-27``."""
    return f"{secrets.choice(_FIRST)}-{secrets.choice(_SECOND)}-{secrets.randbelow(90) + 10}"


def tidied(handle: str) -> str:
    """NFKC with single spaces, so that no two handles differ only in width."""
    return " ".join(unicodedata.normalize("NFKC", handle).split())


def reads_as_contact(handle: str) -> bool:
    """Whether somebody could be reached by it: an address, a site or a telephone number."""
    return bool(_CONTACT.search(re.sub(r"(?<=\d)[- ](?=\d)", "", handle)))


def has_letters(handle: str) -> bool:
    return any(character.isalnum() for character in handle)
