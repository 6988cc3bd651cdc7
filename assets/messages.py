"""Collects the translatable sentences of each app and keeps its Japanese catalogue.

    python assets/messages.py [app ...]           update the .po (translations are kept) and compile the .mo
    python assets/messages.py --check [app ...]   change nothing; exit 1 and list what is missing, unused or stale

Needs Babel and Django, no gettext binary. Files carry no date, no line number and no path of a machine, so the same
sentences always give the same bytes.
"""

import argparse
import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SHARED_TEMPLATES_APP = "portal"
SHARED_TEMPLATES = (
    "base.html",
    "components/**/*.html",
    "account/**/*.html",
    "allauth/**/*.html",
    "*.html",
)
NOT_APPS = {"assets", "config", "docs", "static", "templates", "tests"}
KEYWORDS: Mapping[str, tuple[Any, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w*)[^{}]*\}")

MessageKey = tuple[str | None, str | tuple[str, ...]]


class JapaneseCatalog(Catalog):
    """A catalogue whose header names no tool, person or moment."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", "ja"),
            ("Plural-Forms", "nplurals=1; plural=0;"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def app_names() -> list[str]:
    """Top-level packages that may own sentences."""
    return sorted(path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name not in NOT_APPS)


def catalogue_path(app: str) -> Path:
    return ROOT / app / "locale" / "ja" / "LC_MESSAGES" / "django.po"


def python_files(app: str) -> Iterator[Path]:
    for path in sorted((ROOT / app).rglob("*.py")):
        if "migrations" not in path.relative_to(ROOT).parts:
            yield path


def template_files(app: str) -> Iterator[Path]:
    found = set((ROOT / "templates" / app).rglob("*.html")) | set((ROOT / "templates" / app).rglob("*.txt"))
    if app == SHARED_TEMPLATES_APP:
        for pattern in SHARED_TEMPLATES:
            found.update((ROOT / "templates").glob(pattern))
            found.update((ROOT / "templates").glob(pattern.replace(".html", ".txt")))
    yield from sorted(found)


def template_as_python(path: Path) -> str:
    """The template with everything but its sentences blanked out, and no indentation for the tokenizer to trip over."""
    return "\n".join(line.strip() for line in templatize(path.read_text("utf-8"), origin=str(path)).splitlines())


def call_message(keyword: str, found: Any) -> tuple[str | None, str | tuple[str, ...]] | None:
    """(context, msgid) of one gettext call, None where its arguments are not plain strings."""
    arguments = found if isinstance(found, tuple) else (found,)
    spec = KEYWORDS[keyword]
    if spec is None:
        return (None, arguments[0]) if arguments[0] else None
    context = None
    wanted: list[str] = []
    for index in spec:
        position = index[0] if isinstance(index, tuple) else index
        if len(arguments) < position or not arguments[position - 1]:
            return None
        if isinstance(index, tuple):
            context = arguments[position - 1]
        else:
            wanted.append(arguments[position - 1])
    return context, wanted[0] if len(wanted) == 1 else tuple(wanted)


def sentences_in(path: Path, read: Callable[[Path], str]) -> Iterator[tuple[MessageKey, list[str]]]:
    """Each sentence of a file as ((context, msgid), translators' comments)."""
    source = io.BytesIO(read(path).encode("utf-8"))
    for _, keyword, found, comments in extract_python(source, KEYWORDS, ["Translators:"], {}):
        message = call_message(str(keyword), found)
        if message is not None:
            yield message, list(comments or ())


def extracted(app: str) -> JapaneseCatalog:
    """Every sentence the app's code and templates ask for, untranslated."""
    catalogue = JapaneseCatalog(locale="ja", header_comment=f"# Japanese sentences of {app}.", fuzzy=False)

    def collect(paths: Iterable[Path], read: Callable[[Path], str]) -> None:
        for path in paths:
            place = (path.relative_to(ROOT).as_posix(), 0)
            for (context, msgid), comments in sentences_in(path, read):
                catalogue.add(msgid, locations=[place], context=context, auto_comments=comments)

    collect(python_files(app), lambda path: path.read_text("utf-8"))
    collect(template_files(app), template_as_python)
    return catalogue


def stored(app: str) -> Catalog:
    path = catalogue_path(app)
    if not path.exists():
        return JapaneseCatalog(locale="ja")
    with path.open("rb") as file:
        return read_po(file, locale="ja", domain="django", ignore_obsolete=True)


def sentences(catalogue: Catalog) -> dict[MessageKey, Message]:
    found: dict[MessageKey, Message] = {}
    for message in catalogue:
        if message.id:
            msgid = message.id if isinstance(message.id, str) else tuple(message.id)
            found[(message.context, msgid)] = message
    return found


def carry_translations(source: Catalog, target: Catalog) -> None:
    """Copies each translation whose sentence still exists, word for word; nothing is guessed."""
    known = sentences(source)
    for key, message in sentences(target).items():
        if key in known and known[key].string:
            message.string = known[key].string
            message.user_comments = known[key].user_comments


def po_bytes(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalogue, width=118, sort_output=True, include_lineno=False)
    return out.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def translation_of(message: Message) -> str:
    string = message.string
    return (string if isinstance(string, str) else "".join(string or ())).strip()


def placeholders(text: str) -> set[str]:
    return {first or second for first, second in PLACEHOLDER.findall(text)}


def faults(app: str, wanted: Catalog, have: Catalog) -> list[str]:
    """What is wrong with a catalogue, one line each: missing, unused, or with other placeholders than its sentence."""
    known, asked = sentences(have), sentences(wanted)
    lines = [f"{app}: unused: {key[1]!r}" for key in known if key not in asked]
    for key, message in asked.items():
        translation = translation_of(known[key]) if key in known else ""
        if not translation:
            lines.append(f"{app}: missing: {key[1]!r} ({', '.join(sorted({place for place, _ in message.locations}))})")
            continue
        original = message.id if isinstance(message.id, str) else message.id[-1]
        if placeholders(original) != placeholders(translation):
            lines.append(f"{app}: placeholders differ: {key[1]!r}")
    return lines


def update(app: str) -> list[str]:
    wanted = extracted(app)
    carry_translations(stored(app), wanted)
    path = catalogue_path(app)
    if not sentences(wanted) and not path.exists():
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(po_bytes(wanted))
    path.with_suffix(".mo").write_bytes(mo_bytes(wanted))
    return faults(app, wanted, wanted)


def check(app: str) -> list[str]:
    wanted, have, path = extracted(app), stored(app), catalogue_path(app)
    lines = faults(app, wanted, have)
    carry_translations(have, wanted)
    compiled = path.with_suffix(".mo")
    if path.exists() and (not compiled.exists() or compiled.read_bytes() != mo_bytes(wanted)):
        lines.append(f"{app}: django.mo is stale, run python assets/messages.py {app}")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description="Collect sentences and keep the Japanese catalogues.")
    parser.add_argument("apps", nargs="*", metavar="app", help="apps to look at (default: all)")
    parser.add_argument(
        "--check",
        action="store_true",
        help="change nothing, exit 1 when something is wrong",
    )
    options = parser.parse_args()
    lines: list[str] = []
    for app in options.apps or app_names():
        lines += check(app) if options.check else update(app)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 1 if lines and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
