"""What a token is made of, and the mail that tells its owner of a new one."""

import hashlib
import secrets

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import ApiToken
from common.site import site_address

# Begins so that scanners of published code can recognise one of ours.
MARK = "kkh_"


def new_secret() -> str:
    """The mark and 43 characters that are shown once."""
    return MARK + secrets.token_urlsafe(32)


def digest_of_secret(secret: str) -> str:
    """What is stored of it: its SHA-256 in hexadecimal. With 256 random bits it needs no slower function."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def token_mail(token: ApiToken) -> tuple[str, str]:
    """(subject, body) in the owner's language: whoever takes over an open session cannot make one unnoticed."""
    language = token.user.language if token.user.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language):
        subject = _("An access token was created for your account")
        body = render_to_string(
            "accounts/token_mail.txt",
            {
                "token": token,
                "created": date_format(localtime(token.created_at), "DATETIME_FORMAT"),
                "last_day": date_format(localtime(token.expires_at), "DATE_FORMAT"),
                "link": site_address() + reverse("accounts:tokens"),
            },
        )
    return subject, body.strip() + "\n"
