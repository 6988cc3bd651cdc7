"""What people write to those who run the platform, signed in or not."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User
from accounts.states import ContactStatus
from common.ids import PublicIdField

LONGEST_MESSAGE = 5_000


class ContactTopic(models.TextChoices):
    QUESTION = "question", _("A question about using Kakehashi")
    DISCLOSURE = "disclosure", _("My data: disclosure, correction, stop of use")
    HARASSMENT = "harassment", _("Harassment or other trouble in a job")
    VIOLATION = "violation", _("A wrong or illegal order or profile")
    ACCESSIBILITY = "accessibility", _("Something I cannot read or operate")
    DELETION = "deletion", _("Deletion of my account")
    OTHER = "other", _("Something else")


@pghistory.track()
class ContactMessage(models.Model):
    """One message with the state of its answer. ``language`` is the one its sender read."""

    public_id = PublicIdField()
    topic = models.CharField(_("topic"), max_length=16, choices=ContactTopic)
    name = models.CharField(_("your name"), max_length=100)
    email = models.EmailField(_("e-mail address"), max_length=254)
    text = models.TextField(_("your message"), max_length=LONGEST_MESSAGE)
    language = models.CharField(_("language"), max_length=8)
    user = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("signed in as")
    )
    status = models.CharField(_("status"), max_length=12, choices=ContactStatus, default=ContactStatus.OPEN)
    answer = models.TextField(_("what was answered or done"), max_length=LONGEST_MESSAGE, blank=True)
    answered_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    created_at = models.DateTimeField(_("received"), auto_now_add=True)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        verbose_name = _("contact message")
        verbose_name_plural = _("contact messages")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["status", "-created_at"], name="contactmessage_queue"),
            models.Index(fields=["email", "created_at"], name="contactmessage_sender"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ContactStatus.values), name="contactmessage_status_known"),
            models.CheckConstraint(condition=Q(topic__in=ContactTopic.values), name="contactmessage_topic_known"),
            models.CheckConstraint(
                condition=~Q(status=ContactStatus.ANSWERED) | ~Q(answer=""), name="contactmessage_answer_noted"
            ),
            # One wish to leave at a time, however often its button is pressed.
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(topic=ContactTopic.DELETION, status=ContactStatus.OPEN),
                name="contactmessage_deletion_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.email}"
