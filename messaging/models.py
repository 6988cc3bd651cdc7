"""What reaches people: the live stream, notifications and mails. Knows no order."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class StreamCursor(models.Model):
    """The last sequence number given to one reader.

    Its row stays locked from the number to the commit: so numbers have no gaps, and a higher one is never seen first.
    """

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    last_sequence = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.last_sequence}"


class StreamEvent(models.Model):
    """Something that changed for one reader. The page fetches what it may see; the event carries ids only."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    sequence = models.BigIntegerField()
    name = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "sequence"], name="streamevent_sequence_once")]
        indexes = [models.Index(fields=["created_at"], name="streamevent_age")]

    def __str__(self) -> str:
        return f"{self.user_id}/{self.sequence} {self.name}"


class Notification(models.Model):
    """A sentence for one reader, kept until read; ``kind`` names a sentence of messaging.sentences."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True)
    # The same event told twice stays one notification.
    dedupe_key = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "dedupe_key"], name="notification_told_once")]
        indexes = [
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notification_unread"),
            models.Index(fields=["user", "created_at", "id"], name="notification_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class OutgoingMail(models.Model):
    """A mail to be sent by a worker: written in the action's transaction, sent afterwards.

    Its text is kept only until it is sent, or for the week in which sending is tried: then it is empty.
    """

    to = models.EmailField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")

    def __str__(self) -> str:
        return self.subject


class MailboxMessage(models.Model):
    """A mail kept for the demo mailbox page instead of being sent."""

    to = models.CharField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=400)
    body = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.subject
