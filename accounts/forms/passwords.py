"""django-allauth's forms with the one thing people ask about explained: how long a password must be."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as PlainChangePasswordForm
from allauth.account.forms import ResetPasswordKeyForm as PlainResetPasswordKeyForm
from allauth.account.forms import SignupForm as PlainSignupForm
from django.utils.translation import gettext_lazy as _

PASSWORD_HELP = _(
    "15 characters or more; spaces count too. A short sentence only you would think of is easy to remember and hard "
    "to guess. Please use one you use nowhere else."
)


class SignupForm(PlainSignupForm):  # type: ignore[misc]
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["password1"].help_text = PASSWORD_HELP


class ChangePasswordForm(PlainChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["password1"].help_text = PASSWORD_HELP


class ResetPasswordKeyForm(PlainResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["password1"].help_text = PASSWORD_HELP
