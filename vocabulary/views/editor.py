"""Administrators look skills up, change their names and places, and teach other spellings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.staff import staff_only
from vocabulary import actions
from vocabulary.forms import AliasForm, FilterForm, NewSkillForm, SkillForm, taken
from vocabulary.models import AliasUse, Skill, SkillAlias
from vocabulary.queries import skills_for_editor

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@staff_only
def skill_list(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    form.is_valid()
    page = skills_for_editor(form.cleaned_data, request.GET.get("cursor"))
    return render(request, "vocabulary/skill_list.html", {"form": form, "page": page})


@READ_OR_SEND
@staff_only
def skill_create(request: HttpRequest) -> HttpResponse:
    form = NewSkillForm(request.POST or None, initial={"name_ja": request.GET.get("name", "")[:80]})
    if request.method == "POST" and form.is_valid():
        try:
            skill = actions.create_skill(**form.cleaned_data)
        except actions.AliasTakenError as error:
            form.add_error(error.field, taken(error))
        else:
            messages.success(request, _("The skill is added. Orders are being ranked anew."))
            return redirect("vocabulary:staff_skill", skill.slug)
    return render(request, "vocabulary/skill_create.html", {"form": form}, status=422 if form.errors else 200)


@READ_OR_SEND
@staff_only
def skill_edit(request: HttpRequest, slug: str) -> HttpResponse:
    skill = get_object_or_404(Skill, slug=slug)
    if request.method != "POST":
        return _skill_page(request, skill, form=SkillForm(instance=skill))
    form = SkillForm(request.POST, instance=Skill(pk=skill.pk, slug=skill.slug))
    if form.is_valid():
        try:
            actions.edit_skill(skill, **form.cleaned_data)
        except actions.AliasTakenError as error:
            form.add_error(error.field, taken(error))
        except actions.PartOfItselfError:
            form.add_error("parent", _("It would become part of itself."))
        else:
            messages.success(request, _("Saved. Orders are being ranked anew."))
            return redirect("vocabulary:staff_skill", skill.slug)
    return _skill_page(request, skill, form=form)


@require_POST
@staff_only
def alias_add(request: HttpRequest, slug: str) -> HttpResponse:
    skill, form = get_object_or_404(Skill, slug=slug), AliasForm(request.POST)
    if form.is_valid():
        try:
            actions.add_alias(skill, form.cleaned_data["text"], use=AliasUse(form.cleaned_data["use"]))
        except actions.AliasTakenError as error:
            form.add_error("text", taken(error))
        else:
            messages.success(request, _("The spelling is added. Orders are being ranked anew."))
            return redirect("vocabulary:staff_skill", skill.slug)
    return _skill_page(request, skill, alias_form=form)


@require_POST
@staff_only
def alias_remove(request: HttpRequest, slug: str, alias: int) -> HttpResponse:
    found = get_object_or_404(SkillAlias, pk=alias, skill__slug=slug, shipped=False)
    actions.remove_alias(found)
    messages.success(request, _("The spelling is removed. Orders are being ranked anew."))
    return redirect("vocabulary:staff_skill", slug)


def _skill_page(
    request: HttpRequest, skill: Skill, *, form: SkillForm | None = None, alias_form: AliasForm | None = None
) -> HttpResponse:
    is_refused = bool((form and form.errors) or (alias_form and alias_form.errors))
    context = {
        "skill": skill,
        "form": form or SkillForm(instance=Skill.objects.get(pk=skill.pk)),
        "alias_form": alias_form or AliasForm(),
        "aliases": skill.aliases.all(),
        "children": skill.children.filter(active=True),
    }
    return render(request, "vocabulary/skill_edit.html", context, status=422 if is_refused else 200)
