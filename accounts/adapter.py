"""How django-allauth signs people up and in on this platform."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.contrib.sites.shortcuts import get_current_site
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts.actions import agree_to_legal_texts
from accounts.forms.passwords import VERIFIED_ADDRESS
from accounts.models import User
from accounts.queries import invitations_for, legal_texts_to_agree, needs_welcome
from accounts.signals import mail_written
from common.reader import language_of_reader


class AccountAdapter(DefaultAccountAdapter):
    """Mails in the reader's language through the outgoing mails; redirects only within this site."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "too_many_login_attempts": _(
            "There were too many failed attempts. Please wait five minutes, or set a new password."
        ),
        "rate_limited": _("That was too often within a short time. Please wait a few minutes and try again."),
    }

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:  # noqa: FBT001 -- allauth's
        """Remember the language somebody signed up in, for their first mail, and what they agreed to in it."""
        user.language = translation.get_language() or ""
        with transaction.atomic():
            saved: User = super().save_user(request, user, form, commit)
            if commit:
                agree_to_legal_texts(saved, legal_texts_to_agree(), language=language_of_reader())
        return saved

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand the finished mail over; a worker sends it, so that no page waits for a mail server."""
        known = {"request": self.request, "email": email, "current_site": get_current_site(self.request)}
        user = context.get("user")
        language = getattr(user, "language", "") or translation.get_language()
        with translation.override(language):
            mail = self.render_mail(template_prefix, email, known | context)
        with transaction.atomic():
            mail_written.send(sender=type(self), to=email, subject=str(mail.subject), body=str(mail.body))

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Name the owner of the account, whose language the mail is written in."""
        super().send_notification_mail(template_prefix, user, {"user": user} | (context or {}), email)

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """On to the sign-in form, which then knows the address that was just verified."""
        self.request.session[VERIFIED_ADDRESS] = email_address.email
        address: str = super().get_email_verification_redirect_url(email_address)
        return address

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        assert isinstance(request.user, User)
        if needs_welcome(request.user):
            invited = invitations_for(request.user).exists()
            return resolve_url("accounts:invitations" if invited else "accounts:welcome")
        address: str = super().get_login_redirect_url(request)
        return address

    def is_safe_url(self, url: str) -> bool:
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )
