"""Addresses of a profile's parts: one's own, or those of the lent person the page is about."""

from typing import Any

from django import template
from django.urls import reverse

register = template.Library()


@register.simple_tag(takes_context=True)
def profile_url(context: dict[str, Any], name: str, *arguments: str) -> str:
    """``{% profile_url "skill_change" row.skill.slug %}``; the page's address says whose profile it is."""
    match = context["request"].resolver_match
    party = match.kwargs.get("party") if match else None
    if party:
        return reverse(f"accounts:person_{name}", args=[party, *arguments])
    return reverse(f"accounts:{name}", args=arguments)
