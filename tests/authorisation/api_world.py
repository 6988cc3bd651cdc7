"""What is sent to each address of the API, so that a refusal is about who asks and not about what was sent."""

from __future__ import annotations

from typing import Any

from tests.authorisation.world import World


def bodies_for(world: World) -> dict[tuple[str, str], Any]:
    return {
        ("api:organisation-detail", "PATCH"): {"name": "湖北木工"},
    }
