"""What the content security policy and the size limits ask of every template and of the built files."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FORBIDDEN = {
    "inline style": re.compile(r"\sstyle\s*="),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)"),
    "inline handler": re.compile(r"\son[a-z]+\s*="),
    "evaluated htmx": re.compile(r"hx-on|js:|hx-trigger=\"[^\"]*\["),
    "outside address": re.compile(r"(?:src|href)=\"(?:https?:)?//"),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_template_is_short_and_needs_nothing_inline(path: Path) -> None:
    text = path.read_text("utf-8")
    assert [name for name, pattern in FORBIDDEN.items() if pattern.search(text)] == []
    assert len(text.splitlines()) <= 130


def test_built_files_name_no_source_map_and_no_other_host() -> None:
    for path in [*(ROOT / "static" / "dist").glob("*.css"), *(ROOT / "static" / "dist").glob("*.js")]:
        text = path.read_text("utf-8")
        assert "sourceMappingURL" not in text
        assert not re.search(r"url\([\"']?(?:https?:)?//", text)


def test_every_font_of_the_stylesheet_is_here() -> None:
    names = re.findall(r'url\("([^"]+)"\)', (ROOT / "static" / "dist" / "fonts.css").read_text("utf-8"))
    assert len(names) > 100
    assert [name for name in names if not (ROOT / "static" / "dist" / name).exists()] == []


def test_japanese_catalogues_are_complete_and_compiled() -> None:
    found = subprocess.run(
        [sys.executable, "assets/messages.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.stdout == ""
    assert found.returncode == 0
