"""A company, and its orders out of the demo's stories, through the same actions as a web request."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from common.japan import today_in_japan
from orders import actions
from orders.drafts import OrderDraft, WantedSkill
from portal.demo.stories import read_stories
from tests.factories import make_company, owner_of
from tests.orders.making import details

if TYPE_CHECKING:
    from accounts.models import Organisation
    from orders.models import Order

__all__ = ["make_company", "owner_of", "write_draft"]


def write_draft(company: Organisation, number: int) -> Order:
    """A draft ready to be published, one of thirty."""
    stories = read_stories("orders")["orders"]
    story, today = stories[number % len(stories)], today_in_japan()
    low, high, unit = story["budget"]
    facts = details(
        title=story["title"],
        problem=story["problem"],
        wanted_outcome=story["outcome"],
        budget_min_yen=low,
        budget_max_yen=high,
        budget_unit=unit,
        hours_per_week=story.get("hours"),
        duration_weeks=story["weeks"],
        prefecture_id=story["prefecture"],
        remote="full",
    )
    skills = [WantedSkill(slug, slug in story["must"]) for slug in dict.fromkeys(story["must"] + story["wish"])]
    draft = OrderDraft(details=facts, skills=tuple(skills), deadline=today + datetime.timedelta(days=14))
    return actions.create_draft(company, draft, actor=owner_of(company))
