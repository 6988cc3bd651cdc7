"""Writing to those who run the platform, and their queue of messages."""

from contextlib import suppress

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions
from accounts.actions import ContactWords
from accounts.errors import MoveNotAllowedError, TooManyMessagesError
from accounts.forms.contact import AnswerForm, ContactForm
from accounts.models import ContactMessage, ContactTopic, User
from accounts.queries import contact_queue
from accounts.states import ContactStatus
from accounts.views.administrators import administrator_of
from accounts.views.readers import typed_in
from accounts.views.welcome import status_of
from common.reader import language_of_reader

TOO_MANY = gettext_lazy(
    "Many messages have just arrived. Please try again in an hour, or use the address or telephone below."
)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    reader = request.user if isinstance(request.user, User) else None
    form = ContactForm(typed_in(request), reader=reader, initial={"topic": request.GET.get("topic", "")})
    if request.method == "POST" and form.is_valid() and _is_taken(request, form, reader):
        return redirect("accounts:contact_sent")
    context = {"form": form, "operator": settings.OPERATOR}
    return render(request, "accounts/contact.html", context, status=status_of(form))


def _is_taken(request: HttpRequest, form: ContactForm, reader: User | None) -> bool:
    """Whether the sender is thanked; else the form says why not."""
    if form.is_from_a_program:
        return True
    if ratelimit.consume(request, action="contact"):
        with suppress(TooManyMessagesError):
            actions.send_contact_message(_words(form), user=reader)
            return True
    form.add_error(None, TOO_MANY)
    return False


def _words(form: ContactForm) -> ContactWords:
    typed = form.cleaned_data
    topic = ContactTopic(typed["topic"])
    return ContactWords(topic, typed["name"], typed["email"], typed["text"], language_of_reader())


@login_not_required
@require_safe
def contact_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/contact_sent.html")


@require_safe
def contact_list(request: HttpRequest) -> HttpResponse:
    """The queue; open messages first come first, the others by their status."""
    administrator_of(request)
    asked = request.GET.get("status", "")
    status = ContactStatus(asked) if asked in ContactStatus.values else ContactStatus.OPEN
    page = contact_queue(status, request.GET.get("cursor"))
    context = {"page": page, "status": status, "statuses": ContactStatus}
    return render(request, "accounts/staff_contact_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_message(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = administrator_of(request)
    found = get_object_or_404(ContactMessage.objects.select_related("user", "answered_by"), public_id=public_id)
    form = AnswerForm(typed_in(request), instance=ContactMessage.objects.get(pk=found.pk))
    if request.method == "POST" and form.is_valid() and _is_saved(form, found, actor):
        messages.success(request, _("The message is saved."))
        return redirect("accounts:staff_contact")
    return render(request, "accounts/staff_contact.html", {"found": found, "form": form}, status=status_of(form))


def _is_saved(form: AnswerForm, found: ContactMessage, actor: User) -> bool:
    """Whether it is; else the form says why not."""
    status, answer = ContactStatus(form.cleaned_data["status"]), form.cleaned_data["answer"]
    try:
        actions.move_contact_message(found, status=status, answer=answer, actor=actor)
    except MoveNotAllowedError:
        form.add_error("status", _("Somebody else has changed this message. Please look at it again."))
    return form.is_valid()
