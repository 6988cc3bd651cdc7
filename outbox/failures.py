"""What is kept of an error that a handler raised: enough to find its cause, and nobody's address."""

from __future__ import annotations

import re
from traceback import format_tb
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging
    from collections.abc import Iterator


def described_error(error: BaseException) -> str:
    """Type and first line, with e-mail addresses and long numbers masked: the row is read by operators.

    The first line only, because PostgreSQL puts the values of the offending row on the next one.
    """
    first_line = str(error).partition("\n")[0]
    masked = re.sub(r"\S+@\S+|\d{6,}", "…", first_line)
    return f"{type(error).__name__}: {masked}"[:200]


def log_failure(logger: logging.Logger, what: str, error: BaseException) -> None:
    """Like ``logger.exception``, but without the errors' own words, which the traceback would repeat."""
    logger.error("%s: %s\n%s", what, described_error(error), "".join(_frames(error)))


def _frames(error: BaseException | None) -> Iterator[str]:
    """Where the error was raised, then where those were that it came from."""
    while error is not None:
        yield f"{type(error).__name__}, raised at\n"
        yield from format_tb(error.__traceback__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
