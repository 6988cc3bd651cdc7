"""What is sent to each address of the API, so that a refusal is about who asks and not about what was sent.

Bytes are a table.
"""

from __future__ import annotations

import datetime
from typing import Any

from common.japan import today_in_japan
from tests.authorisation.world import World


def bodies_for(world: World) -> dict[tuple[str, str], Any]:
    day = (today_in_japan() + datetime.timedelta(days=40)).isoformat()
    return {
        ("api:organisation-detail", "PATCH"): {"name": "湖北木工"},
        ("api:profile", "POST"): {"handle": "midori-77"},
        ("api:profile", "PATCH"): {"headline": "小さな会社の受注を楽にします"},
        ("api:profile-skill", "PUT"): {"level": 5},
        ("api:profile-language", "PUT"): {"level": 5},
        ("api:profile-work-list", "POST"): {"title": "受注の一覧"},
        ("api:profile-work-detail", "PATCH"): {"title": "受注の一覧"},
        ("api:showcase", "PATCH"): {"is_public": True},
        ("api:showcase-work-list", "POST"): {"title": "受注の一覧"},
        ("api:showcase-work-detail", "PATCH"): {"title": "受注の一覧"},
        ("api:order-list", "POST"): {"title": "在庫を数えたい"},
        ("api:order-detail", "PATCH"): {"title": "在庫を数えたい"},
        ("api:order-bid-list", "POST"): {"price_yen": 350_000, "plan": "まず一日、様子を見ます。", "start_on": day},
        ("api:bid-detail", "PATCH"): {"price_yen": 350_000},
        ("api:bid-confirm", "POST"): {"order_version": 1},
        ("api:order-change", "POST"): {"title": "在庫を数えたい", "version": 1},
        ("api:bid-decline", "POST"): {"reason": "plan"},
        ("api:approval-send-back", "POST"): {"comment": "予算の根拠を書いてください。"},
        ("api:import-upload", "POST"): "id,title\no-1,在庫を数えたい\n".encode(),
    }
