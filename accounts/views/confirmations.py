"""A past work and its client: asking for the confirmation, and answering, with or without an account."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.actions.confirmations import Answer
from accounts.errors import (
    AlreadyAskedError,
    LinkEndedError,
    LinkInWordsError,
    NameMissingError,
    OwnWorkError,
    TooManyQuestionsError,
)
from accounts.forms.profile import AnswerForm, QuestionForm
from accounts.invitations import mail_about
from accounts.models import PastWork, User, WorkConfirmation
from accounts.proofs import confirmations_of, question_by_token, questions_for, questions_page
from accounts.views.readers import address_of, own_profile, reader_of, typed_in
from accounts.views.welcome import status_of
from common.site import site_address
from vocabulary.models import Skill

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: HttpRequest, public_id: str, party: str = "") -> HttpResponse:
    """Where the confirmation of one's own work stands; ask the client."""
    work = _own_work(request, public_id)
    form = QuestionForm(typed_in(request))
    if request.method == "POST" and form.is_valid() and _ask(request, work, form):
        messages.success(request, _("The mail to the client is on its way."))
        return redirect(request.path)
    asked = list(confirmations_of(work))
    standing = asked[0] if asked and (asked[0].is_open or work.confirmed_on) else None
    context = {"work": work, "form": form, "standing": standing, "past": asked[1:] if standing else asked}
    asking = work.profile.party
    context |= {"asker": asking.name_for_clients, "lacks_name": asking.lacks_name_for_clients}
    context["mail_subject"], context["mail_body"] = mail_about(work, site=site_address())
    return render(request, "accounts/work_confirmation.html", context, status=status_of(form))


@require_POST
def confirmation_withdraw(request: HttpRequest, public_id: str, party: str = "") -> HttpResponse:
    work = _own_work(request, public_id)
    actions.take_question_back(work, actor=reader_of(request))
    messages.success(request, _("The question is taken back. The link in the mail does not work any more."))
    return redirect(f"{address_of(request, 'profile')}#works")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, token: str) -> HttpResponse:
    """For the client behind the link in the mail, without an account."""
    asked = question_by_token(token)
    if asked is None:
        return render(request, "accounts/work_question.html", {"question": None}, status=404)
    return _answer(request, asked)


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """What the reader's organisations are or were asked about works done for them."""
    page = questions_page(reader_of(request), request.GET.get("cursor"))
    return render(request, "accounts/work_question_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def question_of_client(request: HttpRequest, public_id: str) -> HttpResponse:
    """For the owners and editors of the organisation that was the client."""
    return _answer(request, get_object_or_404(questions_for(reader_of(request)), public_id=public_id))


def _answer(request: HttpRequest, asked: WorkConfirmation) -> HttpResponse:
    form = AnswerForm(typed_in(request))
    if request.method == "POST" and form.is_valid():
        by = request.user if isinstance(request.user, User) else None
        try:
            actions.answer_question(asked, Answer(form.cleaned_data["answer"] == "yes", form.cleaned_data["word"], by))
        except LinkEndedError:
            form.add_error(None, _("This question was answered, taken back or has run out. Nothing was changed."))
        except OwnWorkError:
            form.add_error(None, _("This is your own work. Only the client can confirm it."))
        else:
            messages.success(request, _("Thank you. Your answer is kept."))
            return redirect(request.path)
    skills = Skill.objects.filter(slug__in=asked.skills)
    context = {"question": asked, "name": asked.asker_name, "skills": skills, "form": form}
    return render(request, "accounts/work_question.html", context, status=status_of(form))


def _own_work(request: HttpRequest, public_id: str) -> PastWork:
    works = own_profile(request).works.select_related("profile__party__organisation").prefetch_related("skills")
    return get_object_or_404(works, public_id=public_id)


def _ask(request: HttpRequest, work: PastWork, form: QuestionForm) -> bool:
    """Whether the question is on its way; else the form says why not."""
    try:
        actions.ask_by_mail(work, email=form.cleaned_data["email"], actor=reader_of(request), site=site_address())
    except TooManyQuestionsError as error:
        form.add_error("email", _OF_ADDRESS if error.of_address else _OF_PARTY)
    except tuple(_REFUSALS) as error:
        form.add_error(*_REFUSALS[type(error)])
    return form.is_valid()


_OF_ADDRESS = gettext_lazy(
    "This address had several of these mails lately, others' questions included. Please try again in a month."
)
_OF_PARTY = gettext_lazy("Five clients were asked within a day. Please continue tomorrow.")
# Why a client is not asked: the field it is said beside, and the sentence.
_REFUSALS: dict[type[Exception], tuple[str | None, "_StrPromise"]] = {
    AlreadyAskedError: (None, gettext_lazy("This work is confirmed, or a client is being asked about it.")),
    NameMissingError: (None, gettext_lazy("Please enter your real name in your profile first.")),
    OwnWorkError: ("email", gettext_lazy("This is your own address. Please write that of the client.")),
    LinkInWordsError: (
        None,
        gettext_lazy("Please take the web address out of the work or your name first: strangers get this mail."),
    ),
}
