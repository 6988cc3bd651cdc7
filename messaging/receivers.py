"""What messaging does when something happens to the right of it."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.dispatch import receiver
from django.utils import translation

from accounts.invitations import mail_text
from accounts.models import Invitation, User
from accounts.signals import mail_written, member_invited
from messaging.actions import post_mail
from messaging.sentences import language_of
from outbox.bells import ring_stream


@receiver(user_logged_out)
def end_streams_of_session(sender: Any, user: User | None, **_context: Any) -> None:
    """Streams look at their session whenever they are woken, so waking them is enough."""
    if user is not None:
        with transaction.atomic():
            ring_stream([user.pk])


@receiver(mail_written)
def send_written_mail(sender: Any, to: str, subject: str, body: str, **_context: Any) -> None:
    post_mail(to, subject, body)


@receiver(member_invited)
def send_invitation(sender: Any, invitation: Invitation, token: str, site: str, **_context: Any) -> None:
    """In the language of the person invited where they have an account, else in the page's language now."""
    known = User.objects.filter(email__iexact=invitation.email).first()
    language = language_of(known) if known else translation.get_language() or ""
    subject, body = mail_text(invitation, token, language, site=site)
    post_mail(invitation.email, subject, body)
