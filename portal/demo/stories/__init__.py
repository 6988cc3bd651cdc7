"""The stories of the demo, read from the tables beside this file."""

import tomllib
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


def read_stories(name: str) -> dict[str, Any]:
    """Return the table of ``<name>.toml``."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
