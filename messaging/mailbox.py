"""A mailer for demos: every mail becomes a row that the mailbox page shows, and nothing leaves the machine."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from messaging.models import MailboxMessage


class MailboxBackend(BaseEmailBackend):
    """Keeps the plain text of a mail; attachments and other forms of the text are left out."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        kept = [_kept(message) for message in email_messages if message.recipients()]
        MailboxMessage.objects.bulk_create(kept)
        return len(kept)


def _kept(message: EmailMessage) -> MailboxMessage:
    # Building the real message refuses line breaks in headers, as a mail server would.
    message.message()
    to = ", ".join(message.recipients())
    return MailboxMessage(to=to[:254], subject=str(message.subject)[:400], body=str(message.body).replace("\x00", ""))
