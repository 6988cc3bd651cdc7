"""The lending company's people: the list, one person, what is agreed and what is promised."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.errors import TooManyLinksError
from accounts.forms.personnel import (
    PERSON_REFUSALS,
    ConsentForm,
    EndCommitmentForm,
    PeopleConsentForm,
    PeopleFilterForm,
    PersonnelForm,
    TrainingForm,
    blamed_of_person,
)
from accounts.lending import NEW_AT_ONCE, consents_of, has_people, hours_of, new_people, people_page
from accounts.models import Giver, Organisation, OrganisationKind, Party
from accounts.rules import may_edit_personnel, may_lend
from accounts.views.readers import lent_party, own_membership, reader_of, typed_in
from accounts.views.welcome import status_of
from common.site import site_address

_AGREED = gettext_lazy("Your company agrees for %(agreed)s people. Mails are on their way to %(asked)s of them.")


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    lender = _own_lender(request)
    form = PeopleFilterForm(request.GET)
    wanted = form.wanted()
    page = people_page(lender, wanted, request.GET.get("cursor"))
    context = {
        "lender": lender,
        "form": form,
        "page": page,
        "rows": [(party, consents_of(party)) for party in page.rows],
        "is_narrowed": any(wanted.values()),
        "has_people": bool(page.rows) or has_people(lender),
        "may_edit": may_lend(reader_of(request), lender),
        "has_new": new_people(lender).exists(),
    }
    return render(request, "accounts/people_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def person_create(request: HttpRequest) -> HttpResponse:
    lender, user = _own_lender(request), reader_of(request)
    if not may_lend(user, lender):
        raise PermissionDenied
    form = PersonnelForm(typed_in(request))
    if request.method == "POST" and form.is_valid():
        profile = _written(form, lambda: actions.create_personnel(lender, actor=user, **form.facts()))
        if form.is_valid() and profile is not None:
            messages.success(request, _("The person is on your list. Next, agree and ask the person to agree."))
            return redirect("accounts:person", profile.party.public_id)
    return render(request, "accounts/person_edit.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def people_agree(request: HttpRequest) -> HttpResponse:
    """Agree for the company for everybody new at once, and have them asked by mail."""
    lender, user = _own_lender(request), reader_of(request)
    if not may_lend(user, lender):
        raise PermissionDenied
    new = list(new_people(lender))
    form = PeopleConsentForm(typed_in(request), people=new)
    if request.method == "POST" and form.is_valid():
        done = actions.agree_for_people(form.chosen, actor=user, site=site_address(), **form.terms())
        messages.success(request, _AGREED % {"agreed": done.people, "asked": done.asked})
        return redirect("accounts:people")
    context = {"form": form, "has_new": bool(new), "is_part": len(new) == NEW_AT_ONCE}
    return render(request, "accounts/people_agree.html", context, status=status_of(form))


@require_safe
def person(request: HttpRequest, party: str) -> HttpResponse:
    return _person_page(request, lent_party(request))


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: HttpRequest, party: str) -> HttpResponse:
    lent, user = _editable(request), reader_of(request)
    form = PersonnelForm(typed_in(request), party=lent)
    if request.method == "POST" and form.is_valid():
        _written(form, lambda: actions.edit_personnel(lent, actor=user, **form.facts()))
        if form.is_valid():
            messages.success(request, _("Saved."))
            return redirect("accounts:person", lent.public_id)
    return render(request, "accounts/person_edit.html", {"form": form, "party": lent}, status=status_of(form))


@require_POST
def consent_give(request: HttpRequest, party: str) -> HttpResponse:
    """The company's own consent."""
    lent, form = _editable(request), ConsentForm(request.POST)
    if not form.is_valid():
        return _person_page(request, lent, consent_form=form)
    actions.give_consent(lent, Giver.COMPANY, by=reader_of(request), **form.cleaned_data)
    messages.success(request, _("Your company agrees."))
    return redirect("accounts:person", lent.public_id)


@require_POST
def consent_withdraw(request: HttpRequest, party: str) -> HttpResponse:
    lent = _editable(request)
    actions.withdraw_consent(lent, Giver.COMPANY, by=reader_of(request))
    messages.success(request, _("The consent is withdrawn. From now on nobody is shown this person."))
    return redirect("accounts:person", lent.public_id)


@require_POST
def consent_ask(request: HttpRequest, party: str) -> HttpResponse:
    lent = _editable(request)
    try:
        link = actions.ask_for_consent(lent, actor=reader_of(request), site=site_address())
        messages.success(request, _("A personal link is on its way to %(email)s.") % {"email": link.email})
    except TooManyLinksError:
        messages.error(request, _("Five links were sent within a day. Please continue tomorrow."))
    return redirect("accounts:person", lent.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def person_stop(request: HttpRequest, party: str) -> HttpResponse:
    lent = _editable(request)
    if request.method == "POST":
        actions.stop_lending(lent, actor=reader_of(request))
        messages.success(request, _("Your company no longer lends this person."))
        return redirect("accounts:people")
    return render(request, "accounts/person_stop.html", {"party": lent})


@require_POST
def training_add(request: HttpRequest, party: str) -> HttpResponse:
    lent, form = _editable(request), TrainingForm(request.POST)
    if not form.is_valid():
        return _person_page(request, lent, training_form=form)
    actions.save_training(lent, None, actor=reader_of(request), **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("accounts:person", lent.public_id)


@require_POST
def training_remove(request: HttpRequest, party: str, public_id: str) -> HttpResponse:
    lent = _editable(request)
    training = get_object_or_404(lent.personnel.trainings, public_id=public_id)
    actions.remove_training(lent, training, actor=reader_of(request))
    messages.success(request, _("%(name)s is removed.") % {"name": training.name})
    return redirect("accounts:person", lent.public_id)


@require_POST
def commitment_end(request: HttpRequest, party: str, number: int) -> HttpResponse:
    lent = _editable(request)
    commitment = get_object_or_404(lent.commitments, pk=number)
    form = EndCommitmentForm(request.POST, auto_id=f"end_{number}_%s")
    if not form.is_valid():
        return _person_page(request, lent, end_form=(number, form))
    actions.end_commitment(commitment, from_day=form.cleaned_data["from_day"], actor=reader_of(request))
    messages.success(request, _("The hours from that day on are free again."))
    return redirect("accounts:person", lent.public_id)


def _written[Done](form: PersonnelForm, write: Callable[[], Done]) -> Done | None:
    """Do it, or let the form say why not."""
    try:
        return write()
    except PERSON_REFUSALS as error:
        form.add_error(*blamed_of_person(error))
    return None


def _own_lender(request: HttpRequest) -> Organisation:
    organisation = own_membership(request).organisation
    if organisation.kind != OrganisationKind.LENDER:
        raise Http404
    return organisation


def _editable(request: HttpRequest) -> Party:
    lent = lent_party(request)
    if not may_edit_personnel(reader_of(request), lent):
        raise PermissionDenied
    return lent


def _person_page(
    request: HttpRequest,
    lent: Party,
    *,
    consent_form: ConsentForm | None = None,
    training_form: TrainingForm | None = None,
    end_form: tuple[int, EndCommitmentForm] | None = None,
) -> HttpResponse:
    """With the form that was refused in its place; ``end_form`` with the number of its commitment."""
    ending = dict([end_form] if end_form else [])
    consent_form, training_form = consent_form or ConsentForm(), training_form or TrainingForm(auto_id="training_%s")
    context = {
        "consent_form": consent_form,
        "training_form": training_form,
        "may_edit": may_edit_personnel(reader_of(request), lent),
        "end_form": end_form[1] if end_form else None,
    }
    status = status_of(consent_form, training_form, *ending.values())
    return render(request, "accounts/person_detail.html", _facts_of(lent, ending) | context, status=status)


def _facts_of(lent: Party, ending: dict[int, EndCommitmentForm]) -> dict[str, Any]:
    """What is stored of the person; ``ending`` has the refused form of a commitment by its number."""
    return {
        "party": lent,
        "personnel": lent.personnel,
        "profile": lent.profile,
        "consents": consents_of(lent),
        "history": lent.consents.select_related("given_by", "withdrawn_by"),
        "last_link": lent.consent_links.order_by("-asked_at").first(),
        "months": hours_of(lent),
        "commitments": [
            (one, ending.get(one.pk) or EndCommitmentForm(auto_id=f"end_{one.pk}_%s")) for one in lent.commitments.all()
        ],
    }
