"""What whoever reads the page reads; where nothing is active, Japanese."""

from django.utils.translation import get_language


def language_of_reader() -> str:
    return get_language() or "ja"


def reads_japanese() -> bool:
    return language_of_reader().startswith("ja")


def yen(amount: int) -> str:
    """An amount of whole yen in the reader's convention: ``1,234円`` or ``¥1,234``."""
    sign, digits = ("-" if amount < 0 else ""), f"{abs(amount):,}"
    return f"{sign}{digits}円" if reads_japanese() else f"{sign}¥{digits}"
