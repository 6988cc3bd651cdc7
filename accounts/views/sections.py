"""The sections of the profile page: what each shows, alone or together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.forms.profile import (
    BasicsForm,
    ConditionsForm,
    FirmBasicsForm,
    FirmConditionsForm,
    LanguageLevelForm,
    ListingForm,
    NewLanguageForm,
    NewSkillForm,
    PermissionForm,
    SkillLevelForm,
)
from accounts.gaps import wish_gaps
from accounts.models import PartyKind, Profile
from accounts.queries import completeness, profile_for_page, profile_gaps, showcase_of, skills_found_in
from accounts.views.readers import address_of, own_profile_for_page, person_in_address, reader_of
from accounts.views.welcome import status_of
from accounts.workload import warnings_for_profile

FIELD_FORMS: dict[str, type[forms.ModelForm[Any]]] = {
    "basics": BasicsForm,
    "conditions": ConditionsForm,
    "permission": PermissionForm,
    "listing": ListingForm,
}
FORMS_OF_FIRMS = FIELD_FORMS | {"basics": FirmBasicsForm, "conditions": FirmConditionsForm}
TITLES: dict[str, Promise] = {
    "basics": _("You and your work"),
    "skills": _("Skills"),
    "works": _("Past work"),
    "conditions": _("Pay, time and place"),
    "languages": _("Languages"),
    "permission": _("Employer's permission"),
    "listing": _("Taking part in matching"),
}


@dataclass
class Shown:
    """What a request changed: the forms that were refused, and the section that was saved or where it happened."""

    forms: dict[str, forms.Form | forms.ModelForm[Any]] = field(default_factory=dict)
    section: str = ""
    said: str = ""


@dataclass
class Section:
    """``rows`` are pairs of a row and its form, for the sections that are lists."""

    name: str
    title: Promise
    form: Any = None
    rows: list[tuple[Any, Any]] = field(default_factory=list)
    suggestions: list[Any] = field(default_factory=list)
    said: str = ""
    warnings: list[str] = field(default_factory=list)

    @property
    def template(self) -> str:
        plain = self.name in ("basics", "permission", "listing")
        return "accounts/profile_fields.html" if plain else f"accounts/profile_{self.name}.html"


def has_section(profile: Profile, name: str) -> bool:
    """Only freelancers may need the permission of an employer."""
    return name in TITLES and (name != "permission" or profile.party.kind == PartyKind.FREELANCER)


def sections_of(profile: Profile, shown: Shown) -> Iterator[Section]:
    for name in TITLES:
        if has_section(profile, name):
            yield section_of(profile, name, shown)


def section_of(profile: Profile, name: str, shown: Shown) -> Section:
    section = Section(name, TITLES[name], said=shown.said if shown.section == name else "")
    if name in FIELD_FORMS:
        section.form = shown.forms.get(name) or field_form(name, profile)
        section.warnings = warnings_for_profile(profile) if name == "conditions" else []
    elif name == "skills":
        section.form = shown.forms.get("skills") or NewSkillForm(auto_id="new_skill_%s")
        section.suggestions = skills_found_in(profile)
        rows = sorted(
            profile.skills.all(), key=lambda row: (row.level is not None, -(row.level or 0), row.skill.position)
        )
        section.rows = [(row, shown.forms.get(f"skill-{row.skill.slug}") or _skill_form(row)) for row in rows]
    elif name == "languages":
        section.form = shown.forms.get("languages") or NewLanguageForm(auto_id="new_language_%s")
        spoken = sorted(profile.languages.all(), key=lambda row: (-row.level, row.language))
        section.rows = [(row, shown.forms.get(f"language-{row.language}") or _language_form(row)) for row in spoken]
    return section


def field_form(name: str, profile: Profile, data: Any = None) -> forms.ModelForm[Any]:
    row = profile.party.freelancer if name == "permission" else profile
    chosen = FORMS_OF_FIRMS if profile.party.kind == PartyKind.PARTNER_FIRM else FIELD_FORMS
    return chosen[name](data, instance=row, auto_id=f"{name}_%s")


def skill_form(slug: str, data: Any = None, **options: Any) -> SkillLevelForm:
    return SkillLevelForm(data, auto_id=f"skill_{slug}_%s", **options)


def language_form(code: str, data: Any = None, **options: Any) -> LanguageLevelForm:
    return LanguageLevelForm(data, auto_id=f"language_{code}_%s", **options)


def page(request: HttpRequest, shown: Shown) -> HttpResponse:
    """The whole profile page, as it is stored now; whoever has no profile yet is invited to begin one."""
    if person_in_address(request):
        profile = own_profile_for_page(request)
    elif (found := profile_for_page(reader_of(request))) is not None:
        profile = found
    else:
        return render(request, "accounts/profile_none.html")
    context = facts_of(profile) | {"sections": list(sections_of(profile, shown))}
    return render(request, "accounts/profile_edit.html", context, status=status_of(*shown.forms.values()))


def answer(request: HttpRequest, shown: Shown) -> HttpResponse:
    """After a write: the changed section for htmx; without scripts back to it, or the page with what is wrong."""
    if not request.htmx:  # type: ignore[attr-defined]  # HtmxMiddleware
        if shown.forms:
            return page(request, shown)
        return redirect(f"{address_of(request, 'profile')}?saved={shown.section}#{shown.section}")
    profile = own_profile_for_page(request)
    section = section_of(profile, shown.section, shown)
    context = facts_of(profile) | {"section": section, "refreshed": True}
    if shown.section == "basics":
        context["found"] = section_of(profile, "skills", Shown())
    return render(request, "accounts/profile_saved.html", context, status=status_of(*shown.forms.values()))


def saved(section: str, sentence: str) -> Shown:
    """The time makes each announcement a new one for a screen reader."""
    return Shown(section=section, said=f"{sentence} ({timezone.localtime():%H:%M:%S})")


def facts_of(profile: Profile) -> dict[str, Any]:
    gaps = profile_gaps(profile) + wish_gaps(showcase_of(profile))
    return {"profile": profile, "gaps": gaps, "completeness": completeness(profile)}


def _skill_form(row: Any) -> SkillLevelForm:
    return skill_form(row.skill.slug, initial={"level": row.level, "last_used": row.last_used})


def _language_form(row: Any) -> LanguageLevelForm:
    return language_form(row.language, initial={"level": row.level})
