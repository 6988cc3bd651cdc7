"""django-allauth's forms with what people ask about: how long a password must be, and what one has typed."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as PlainChangePasswordForm
from allauth.account.forms import LoginForm as PlainLoginForm
from allauth.account.forms import ReauthenticateForm as PlainReauthenticateForm
from allauth.account.forms import ResetPasswordKeyForm as PlainResetPasswordKeyForm
from allauth.account.forms import SignupForm as PlainSignupForm
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.legal import ConsentField

PASSWORD_HELP = _(
    "15 characters or more; spaces count too. A short sentence only you would think of is easy to remember and hard "
    "to guess. Please use one you use nowhere else."
)
# In the session of the browser that opened the mailed link.
VERIFIED_ADDRESS = "verified_address"


class _PasswordForm:
    """Password fields with the words of the button that shows them (assets/page.js)."""

    fields: dict[str, forms.Field]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for field in self.fields.values():
            if isinstance(field.widget, forms.PasswordInput):
                field.widget.attrs |= {"data-show": _("Show the password"), "data-hide": _("Hide the password")}
        if "password1" in self.fields:
            self.fields["password1"].help_text = PASSWORD_HELP


class LoginForm(_PasswordForm, PlainLoginForm):
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        session = getattr(self.request, "session", {})
        self.initial.setdefault("login", session.get(VERIFIED_ADDRESS, ""))


class SignupForm(_PasswordForm, PlainSignupForm):
    consent = ConsentField()


class ChangePasswordForm(_PasswordForm, PlainChangePasswordForm):
    pass


class ResetPasswordKeyForm(_PasswordForm, PlainResetPasswordKeyForm):
    pass


class ReauthenticateForm(_PasswordForm, PlainReauthenticateForm):
    pass
