"""What the background does for messages."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models.functions import Now

from messaging import actions
from messaging.models import OutgoingMail
from outbox.leases import Lease
from outbox.registry import scheduled, work_handler

EVENTS_KEPT = timedelta(days=7)
MAILS_KEPT = timedelta(days=30)
READ_NOTIFICATIONS_KEPT = timedelta(days=180)
# After a week without a server to take it a mail is old news, and its links are not ours to keep.
UNSENT_TEXTS_KEPT = timedelta(days=7)


@work_handler("messaging.send_mail")
def send_mail(lease: Lease) -> None:
    """Send a mail and note it in one transaction: with a mailer that writes rows exactly once, else once unless the
    process dies between the mail server's answer and the commit; the Message-ID then shows the second as the same.
    Its text may hold a link that opens an account, so it goes once it has been sent.
    """
    with lease.completing():
        mail = OutgoingMail.objects.exclude(body="").filter(pk=int(lease.key), sent_at__isnull=True).first()
        if mail is None:
            return
        EmailMessage(mail.subject, mail.body, None, [mail.to], headers={"Message-ID": _message_id(mail)}).send()
        OutgoingMail.objects.filter(pk=mail.pk).update(sent_at=Now(), body="")


def _message_id(mail: OutgoingMail) -> str:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
    return f"<mail-{mail.pk}-{mail.created_at:%Y%m%d%H%M%S%f}@{domain}>"


@scheduled("messaging.forget_old_events", every=timedelta(hours=1))
def forget_old_events() -> None:
    actions.forget_old_events(EVENTS_KEPT)
    actions.forget_unsent_texts(UNSENT_TEXTS_KEPT)
    actions.forget_old_mails(MAILS_KEPT)
    actions.forget_demo_mails(MAILS_KEPT)
    actions.forget_read_notifications(READ_NOTIFICATIONS_KEPT)
