"""Tags and filters of every template: yen, points, menu links and the geometry of pictures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField
from django.forms.utils import ErrorList
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from common import reader
from common.reader import language_of_reader
from portal.map import JapanMap, draw

register = template.Library()

BAR_LENGTH = 1000
BAR_GAP = 4
# Django's sentences about a choice that was not offered read the value out, however long or strange it is.
QUOTES = ("%(value)s", "%(pk)s")


@register.filter
def yen(amount: int | None) -> str:
    """An amount of whole yen in the reader's convention: ``1,234円`` or ``¥1,234``; nothing for None."""
    if amount is None:
        return ""
    return reader.yen(int(amount))


@register.filter
def grouped(number: int | None) -> str:
    """A large number as it is read: ``3,004``; nothing for None."""
    return "" if number is None else f"{number:,}"


@register.filter
def points(tenths: int | None) -> str:
    """Points stored in tenths as they are read: 903 is ``90.3``."""
    return "" if tenths is None else f"{tenths / 10:.1f}"


@register.filter
def complaints(errors: ErrorList) -> list[str]:
    """What is wrong with an entry, each in one sentence that repeats nothing of what was sent as a choice."""
    return [sentence for error in errors.as_data() for sentence in _sentences(error)]


@register.filter
def faulty(form: Any) -> list[BoundField]:
    """The fields with complaints, those in a form's rows (``languages``) included."""
    if not isinstance(form, BaseForm):
        return []
    return [field for part in (form, *getattr(form, "languages", ())) for field in part if field.errors]


@register.filter
def complaint_count(form: BaseForm) -> int:
    return len(faulty(form)) + bool(form.non_field_errors())


def _sentences(error: ValidationError) -> list[str]:
    if any(quote in str(error.message) for quote in QUOTES):
        return [gettext("Please choose one from the list.")]
    return error.messages


@register.simple_tag(takes_context=True)
def nav_link(context: Context, name: str, label: str, count: int = 0) -> SafeString:
    """A link of the main menu; the page one is on is marked for eye and screen reader."""
    address = reverse(name)
    request = context.get("request")
    current = SafeString(' aria-current="page"') if request is not None and request.path == address else ""
    number = format_html(' <span class="count">{}</span>', count) if count else ""
    return format_html('<a href="{}"{}>{}{}</a>', address, current, label, number)


@dataclass(frozen=True)
class Segment:
    """One coloured piece of a score bar; ``x`` and ``width`` in thousandths of the bar."""

    name: str
    label: str
    points: int
    maximum: int
    x: int
    width: int


def _fact(part: Any, name: str, default: Any = None) -> Any:
    return part.get(name, default) if isinstance(part, Mapping) else getattr(part, name, default)


@register.simple_tag
def bar_segments(parts: Iterable[Any], scale: int | None = None) -> list[Segment]:
    """Places parts (``name``, ``points``, ``maximum`` in tenths, optional ``label``) side by side.

    The whole bar stands for ``scale``, by default the sum of the maxima. Parts without points take no room.
    """
    listed = list(parts)
    whole = scale or sum(_fact(part, "maximum", 0) for part in listed) or 1
    segments: list[Segment] = []
    reached = 0
    for part in listed:
        gained = _fact(part, "points", 0)
        width = round(max(gained, 0) * BAR_LENGTH / whole)
        name = _fact(part, "name")
        label = str(_fact(part, "label", name))
        segments.append(
            Segment(name, label, gained, _fact(part, "maximum", 0), reached, max(width - BAR_GAP, min(width, 1)))
        )
        reached += width
    return segments


@register.simple_tag
def share(value: float | None, maximum: float | None) -> int:
    """``value`` of ``maximum`` in thousandths, kept within the bar."""
    if not value or not maximum:
        return 0
    return max(0, min(BAR_LENGTH, round(value * BAR_LENGTH / maximum)))


@register.simple_tag
def japan_map(counts: Mapping[str, int], here: str = "") -> JapanMap:
    """The map for ``{JIS code: count}`` in the reader's language."""
    return draw(counts, language=language_of_reader(), here=here)
