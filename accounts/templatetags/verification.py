"""The marks beside the name of a party or organisation."""

from django import template

from accounts.models import Organisation, Party, Profile, ProfileSkill
from accounts.models.evidence import mark_labels

register = template.Library()


@register.inclusion_tag("accounts/marks.html")
def verified_marks(subject: Organisation | Party | None) -> dict[str, list[str]]:
    """What of them is verified today, in words; nothing where nothing is."""
    return {"marks": mark_labels(subject.verified) if subject else []}


@register.filter
def proven_skills(profile: Profile) -> list[ProfileSkill]:
    """Of what somebody states, the skills that more than their own word proves."""
    return [row for row in profile.skills.all() if row.is_evidenced]
