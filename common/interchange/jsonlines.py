"""JSON Lines files: reading with the line of every fault, writing whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext_noop

from common.interchange.complaints import BrokenLineError

type Json = Any


class FileError(ValueError):
    """A file that cannot be used; the message names the file, the line where there is one, and the reason."""


def printable(text: str) -> str:
    """For a terminal: what would move its cursor or turn its writing direction is spelt out."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


def object_in(line: str) -> dict[str, Json]:
    """The object a line holds; BrokenLineError when it holds none."""
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise BrokenLineError(
            gettext_noop("not JSON: %(reason)s (column %(column)s)"), reason=error.msg, column=error.colno
        ) from error
    except (ValueError, RecursionError) as error:
        raise BrokenLineError(gettext_noop("not JSON that can be read: %(reason)s"), reason=str(error)) from error
    if not isinstance(value, dict):
        raise BrokenLineError(gettext_noop("an object was expected"))
    return value


def read_objects(path: Path) -> Iterator[tuple[int, dict[str, Json]]]:
    """Line number (from 1) and object of every line that is not blank; FileError at the first that is none."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, _read_object(path, number, line)
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}") from error


def _read_object(path: Path, number: int, line: bytes) -> dict[str, Json]:
    try:
        return object_in(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError as error:
        raise FileError(f"{path}, line {number}: not UTF-8 (byte {error.start + 1})") from error
    except BrokenLineError as error:
        raise FileError(f"{path}, line {number}: {error}") from error


@contextmanager
def writing(*paths: Path) -> Iterator[tuple[IO[bytes], ...]]:
    """Files that take the place of `paths` together when the block ends well; after an error nothing is left."""
    drafts: list[Path] = []
    try:
        with ExitStack() as opened:
            files = tuple(opened.enter_context(_draft_beside(path, drafts)) for path in paths)
            yield files
        for draft, path in zip(drafts, paths, strict=True):
            draft.replace(path)
    except OSError as error:
        raise FileError(f"{error.filename or paths[0]}: {error.strerror}") from error
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)


@contextmanager
def _draft_beside(path: Path, drafts: list[Path]) -> Iterator[IO[bytes]]:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    drafts.append(Path(name))
    # mkstemp makes the file private; a result is read by whoever may read the folder.
    mask = os.umask(0)
    os.umask(mask)
    Path(name).chmod(0o666 & ~mask)
    with os.fdopen(handle, "wb") as file:
        yield file


def line_of(value: Mapping[str, Json]) -> bytes:
    """One object as a line in UTF-8; text that UTF-8 cannot hold (lone surrogates) is escaped."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(", ", ": ")).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(value).encode("ascii") + b"\n"


def write_objects(file: IO[bytes], objects: Iterable[Mapping[str, Json]]) -> None:
    for value in objects:
        file.write(line_of(value))
