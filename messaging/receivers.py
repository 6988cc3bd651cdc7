"""What messaging does when something happens to the right of it."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import translation

from accounts.invitations import mail_text
from accounts.models import Invitation, User
from accounts.signals import access_changed, mail_written, member_invited
from messaging.actions import post_mail
from messaging.sentences import language_of
from outbox.bells import ring_stream


@receiver(post_delete, sender=Session)
def end_streams_of_session(sender: Any, instance: Session, **_context: Any) -> None:
    """Streams look at their session whenever they are woken. The call leaves with the commit that ends the session;
    Django's own signal for signing out is sent before it.
    """
    user_id = instance.get_decoded().get(SESSION_KEY)
    if user_id is not None:
        ring_stream([int(user_id)])


@receiver([password_changed, password_reset, password_set, access_changed])
def end_streams_of_user(sender: Any, user: User, **_context: Any) -> None:
    """Their sessions are still there but may no longer be used."""
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
