"""The mail that confirms a message to those who run the platform."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import ContactMessage


def confirmation_mail(message: ContactMessage, *, site: str) -> tuple[str, str]:
    """(subject, body) in the sender's language.

    It repeats nothing of the message: whoever types other people's addresses must not be able to write to them.
    """
    with translation.override(message.language):
        subject = _("We have received your message (%(number)s)") % {"number": message.public_id}
        context = {"message": message, "site": site, "operator": settings.OPERATOR}
        body = render_to_string("accounts/contact_mail.txt", context)
    return subject, body.strip() + "\n"
