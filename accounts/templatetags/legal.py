"""Legal texts on a page: ``{{ version.body|written }}``."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.plain_text import Block, Piece, blocks

register = template.Library()


@register.filter
def written(text: str) -> SafeString:
    """The HTML of a text in the marks of accounts.plain_text; everything in it is escaped."""
    return format_html_join("\n", "{}", ((_block(block),) for block in blocks(text)))


def _block(block: Block) -> SafeString:
    lines = [_line(line) for line in block.lines]
    inside = lines[0]
    if block.shape in ("ul", "ol"):
        inside = format_html_join("", "<li>{}</li>", ((line,) for line in lines))
    return format_html("<{}>{}</{}>", block.shape, inside, block.shape)


def _line(pieces: Iterable[Piece]) -> SafeString:
    return format_html_join("", "{}", ((_piece(piece),) for piece in pieces))


def _piece(piece: Piece) -> str:
    return format_html('<a class="link" href="{}">{}</a>', piece.path, piece.words) if piece.path else piece.words
