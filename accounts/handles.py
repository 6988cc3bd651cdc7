"""Display names: what is allowed, and friendly ones to start from."""

import re
import secrets
import unicodedata

_FIRST = ("aoi", "haru", "hikari", "kaze", "mido", "nami", "sato", "sora", "tsuki", "umi", "yama", "yuki")
_SECOND = ("bashi", "hana", "hayashi", "ishi", "izumi", "kawa", "mori", "oka", "saki", "tani", "tori", "zaka")
# In a name of forty characters anything that looks like a way to reach somebody is one.
_CONTACT = re.compile(
    r"@|://|www\.|アットマーク|[(\[]at[)\]]|[\d〇一二三四五六七八九]{6,}"
    r"|[a-z0-9]\.(?:app|biz|co|com|dev|info|io|jp|link|me|net|org|page|site|tokyo|xyz)(?![a-z0-9])"
    r"|(?<![a-z])(?:discord|instagram|kakao|line|skype|slack|telegram|tiktok|twitter|wechat|whatsapp)\s*(?:id\b|[:=])"
)
_BETWEEN_DIGITS = re.compile(r"(?<=[\d〇一二三四五六七八九])[\s().・/_~‐-―−ー-]+(?=[\d〇一二三四五六七八九])")

# Whoever carries one of these seems to speak for the platform.
_STAFF_JAPANESE = ("運営", "事務局", "管理者", "管理人", "公式", "アドミン", "架け橋", "架橋", "かけはし", "カケハシ")
_STAFF_BEGINNINGS = ("admin", "kakehashi", "moderator", "official", "webmaster")
_STAFF_NAMES = frozenset(
    {"helpdesk", "noreply", "owner", "postmaster", "root", "security", "staff", "support", "system"}
    | {"サポート", "サポートセンター", "スタッフ", "システム", "カスタマーサポート", "お知らせ"}
)
# Letters and digits of which one is read as the other; the left ones are Cyrillic.
_LOOK_ALIKES = str.maketrans("аеорсухікмтѕ01345", "aeopcyxikmtsoieas")


def proposed_handle() -> str:
    """One of some thirteen thousand: ``haru-mori-27``."""
    return f"{secrets.choice(_FIRST)}-{secrets.choice(_SECOND)}-{secrets.randbelow(90) + 10}"


def tidied(handle: str) -> str:
    """NFKC with single spaces, so that no two handles differ only in width."""
    return " ".join(unicodedata.normalize("NFKC", handle).split())


def reads_as_contact(handle: str) -> bool:
    """Whether somebody could be reached by it: an address, a site, another service or a telephone number."""
    return bool(_CONTACT.search(_BETWEEN_DIGITS.sub("", tidied(handle).casefold())))


def reads_as_staff(handle: str) -> bool:
    """Whether others might take this person for one of those who run the platform."""
    plain = tidied(handle).casefold()
    if any(word in "".join(filter(str.isalnum, plain)) for word in _STAFF_JAPANESE):
        return True
    words = re.findall(r"[^\W\d_]+", plain.translate(_LOOK_ALIKES))
    together = "".join(words)
    return any(word.startswith(_STAFF_BEGINNINGS) for word in [*words, together]) or together in _STAFF_NAMES


def has_letters(handle: str) -> bool:
    return any(character.isalnum() for character in handle)
