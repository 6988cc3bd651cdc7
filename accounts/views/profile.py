"""The freelancer's own profile, saved section by section."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.errors import HandleTakenError
from accounts.forms.people import TAKEN
from accounts.forms.profile import NewLanguageForm, NewSkillForm, WorkForm
from accounts.models import ProfileLanguage, ProfileSkill
from accounts.views import sections
from accounts.views.readers import address_of, own_profile, own_profile_for_page, reader_of, typed_in
from accounts.views.sections import Shown, answer, saved
from accounts.views.welcome import status_of
from vocabulary.actions import propose_phrases


@require_safe
def profile(request: HttpRequest, party: str = "") -> HttpResponse:
    just_saved = request.GET.get("saved", "")
    shown = saved(just_saved, _("Saved.")) if just_saved in sections.TITLES else Shown()
    return sections.page(request, shown)


@require_safe
def profile_preview(request: HttpRequest, party: str = "") -> HttpResponse:
    return render(request, "accounts/profile_preview.html", {"profile": own_profile_for_page(request)})


@require_POST
def profile_section(request: HttpRequest, section: str, party: str = "") -> HttpResponse:
    if section not in sections.FIELD_FORMS:
        raise Http404
    own = own_profile(request)
    if not sections.has_section(own, section):
        raise Http404
    form = sections.field_form(section, own, request.POST)
    try:
        if form.is_valid():
            actions.change_profile(own, **form.cleaned_data)
            return answer(request, saved(section, _("Saved.")))
    except HandleTakenError:
        form.add_error("handle", TAKEN)
    return answer(request, Shown({section: form}, section, _("Not saved yet: please look at the marked entries.")))


@require_POST
def skill_add(request: HttpRequest, party: str = "") -> HttpResponse:
    own, form = own_profile(request), NewSkillForm(request.POST, auto_id="new_skill_%s")
    if not form.is_valid():
        if form.has_error("q", "unknown"):
            propose_phrases([form.data["q"]], by=reader_of(request).pk, beside=own.headline)
        return answer(request, Shown({"skills": form}, "skills"))
    skill = form.cleaned_data.pop("q")
    actions.save_skill(own, skill, **form.cleaned_data)
    return answer(request, saved("skills", _("%(skill)s is in your list.") % {"skill": skill.label}))


@require_POST
def skill_change(request: HttpRequest, slug: str, party: str = "") -> HttpResponse:
    own = own_profile(request)
    row = get_object_or_404(ProfileSkill.objects.select_related("skill"), profile=own, skill__slug=slug)
    form = sections.skill_form(slug, request.POST)
    if not form.is_valid():
        return answer(request, Shown({f"skill-{slug}": form}, "skills"))
    actions.save_skill(own, row.skill, **form.cleaned_data)
    return answer(request, saved("skills", _("%(skill)s is saved.") % {"skill": row.skill.label}))


@require_POST
def skill_remove(request: HttpRequest, slug: str, party: str = "") -> HttpResponse:
    own = own_profile(request)
    row = get_object_or_404(ProfileSkill.objects.select_related("skill"), profile=own, skill__slug=slug)
    actions.drop_skill(own, row.skill)
    return answer(request, saved("skills", _("%(skill)s is removed.") % {"skill": row.skill.label}))


@require_POST
def language_add(request: HttpRequest, party: str = "") -> HttpResponse:
    own, form = own_profile(request), NewLanguageForm(request.POST, auto_id="new_language_%s")
    if not form.is_valid():
        return answer(request, Shown({"languages": form}, "languages"))
    actions.save_language(own, **form.cleaned_data)
    return answer(request, saved("languages", _("Saved.")))


@require_POST
def language_change(request: HttpRequest, code: str, party: str = "") -> HttpResponse:
    own = own_profile(request)
    row = get_object_or_404(ProfileLanguage, profile=own, language=code)
    form = sections.language_form(code, request.POST)
    if not form.is_valid():
        return answer(request, Shown({f"language-{code}": form}, "languages"))
    actions.save_language(own, language=row.language, level=form.cleaned_data["level"])
    return answer(request, saved("languages", _("Saved.")))


@require_POST
def language_remove(request: HttpRequest, code: str, party: str = "") -> HttpResponse:
    own = own_profile(request)
    row = get_object_or_404(ProfileLanguage, profile=own, language=code)
    actions.drop_language(own, row.language)
    return answer(request, saved("languages", _("%(language)s is removed.") % {"language": row.language_label}))


@require_http_methods(["GET", "HEAD", "POST"])
def work_create(request: HttpRequest, party: str = "") -> HttpResponse:
    own = own_profile(request)
    form = WorkForm(typed_in(request), profile=own)
    if request.method == "POST" and form.is_valid():
        actions.save_work(own, None, **form.cleaned_data)
        return redirect(f"{address_of(request, 'profile')}?saved=works#works")
    return render(request, "accounts/work_edit.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def work_edit(request: HttpRequest, public_id: str, party: str = "") -> HttpResponse:
    own = own_profile(request)
    work = get_object_or_404(own.works, public_id=public_id)
    form = WorkForm(typed_in(request), instance=work, profile=own)
    if request.method == "POST" and form.is_valid():
        actions.save_work(own, work, **form.cleaned_data)
        return redirect(f"{address_of(request, 'profile')}?saved=works#works")
    return render(request, "accounts/work_edit.html", {"form": form, "work": work}, status=status_of(form))


@require_POST
def work_remove(request: HttpRequest, public_id: str, party: str = "") -> HttpResponse:
    own = own_profile(request)
    work = get_object_or_404(own.works, public_id=public_id)
    actions.remove_work(own, work)
    return answer(request, saved("works", _("“%(title)s” is removed.") % {"title": work.title}))
