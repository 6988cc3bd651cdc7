"""One's own name and language."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.forms.people import SettingsForm
from accounts.models import User
from accounts.views.readers import reader_of, typed_in
from accounts.views.welcome import status_of


@require_http_methods(["GET", "HEAD", "POST"])
def account_settings(request: HttpRequest) -> HttpResponse:
    user = reader_of(request)
    form = SettingsForm(typed_in(request), instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        actions.change_settings(user, **form.cleaned_data)
        with translation.override(user.language or translation.get_language()):
            messages.success(request, _("Your settings are saved."))
        return _in_language(redirect("accounts:settings"), user.language)
    return render(request, "accounts/settings_edit.html", {"form": form}, status=status_of(form))


def _in_language(response: HttpResponse, language: str) -> HttpResponse:
    """The choice counts on this device from the next page on, whatever its cookie said before."""
    if language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    else:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    return response
