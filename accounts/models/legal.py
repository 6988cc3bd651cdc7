"""Legal texts in versions that never change, and who agreed to which of them."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User
from common.japan import today_in_japan
from common.reader import reads_japanese

LONGEST_TEXT = 60_000
LONGEST_SUMMARY = 1_000


class LegalKind(models.TextChoices):
    """The texts; the values stand in addresses and stay."""

    TERMS = "terms", _("Terms of use")
    PRIVACY = "privacy", _("Privacy policy")
    TRANSACTIONS = "transactions", _("Notice under the Specified Commercial Transactions Act")
    JOB_INFORMATION = "job-information", _("Notice on the provision of job information")
    ACCESSIBILITY = "accessibility", _("Accessibility statement")


class LegalText(models.Model):
    """The words of a legal text in both languages, and what is new in them."""

    kind = models.CharField(_("kind"), max_length=16, choices=LegalKind)
    body_ja = models.TextField(_("text in Japanese"), max_length=LONGEST_TEXT)
    body_en = models.TextField(_("text in English"), max_length=LONGEST_TEXT)
    changes_ja = models.TextField(_("what changed, in Japanese"), max_length=LONGEST_SUMMARY)
    changes_en = models.TextField(_("what changed, in English"), max_length=LONGEST_SUMMARY)

    class Meta:
        abstract = True

    @property
    def body(self) -> str:
        """In the reader's language."""
        return self.body_ja if reads_japanese() else self.body_en

    @property
    def changes(self) -> str:
        """In the reader's language."""
        return self.changes_ja if reads_japanese() else self.changes_en


class LegalVersionQuerySet(models.QuerySet["LegalVersion"]):
    def begun(self) -> "LegalVersionQuerySet":
        """In force today or earlier."""
        return self.filter(valid_from__lte=today_in_japan())

    def in_force(self) -> "LegalVersionQuerySet":
        """The newest version of each kind whose day has come."""
        newer = LegalVersion.objects.begun().filter(kind=OuterRef("kind"), number__gt=OuterRef("number"))
        return self.begun().filter(~Exists(newer))

    def owed_by(self, user: "User | OuterRef") -> "LegalVersionQuerySet":
        """Versions whose changes this user has not agreed to, neither to them nor to a later text of the same kind.

        Inside a query on users: ``OuterRef(OuterRef("pk"))``.
        """
        agreed = LegalConsent.objects.filter(
            user=user,
            version__kind=OuterRef("kind"),
            version__number__gte=OuterRef("number"),
        )
        return self.begun().filter(~Exists(agreed), needs_consent=True)


# A text somebody agreed to is evidence: it can be followed by another version, and never be altered.
NEVER_CHANGED = """
    RAISE EXCEPTION 'a published version of a legal text never changes'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'legalversion_never_changes';
"""


class LegalVersion(LegalText):
    """A published text. ``published_by`` is a name and no reference, so that no account's end touches the row."""

    number = models.PositiveIntegerField(_("version"))
    needs_consent = models.BooleanField(_("readers are asked to agree"))
    valid_from = models.DateField(_("in force from"))
    published_at = models.DateTimeField(_("published"), auto_now_add=True)
    published_by = models.CharField(_("published by"), max_length=254, blank=True)

    objects = LegalVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a legal text")
        verbose_name_plural = _("versions of legal texts")
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="legalversion_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="legalversion_number_from_one"),
            models.CheckConstraint(condition=Q(kind__in=LegalKind.values), name="legalversion_kind_known"),
            models.CheckConstraint(condition=~Q(body_ja="") & ~Q(body_en=""), name="legalversion_both_languages"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=NEVER_CHANGED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def is_begun(self) -> bool:
        return self.valid_from <= today_in_japan()


@pghistory.track()
class LegalDraft(LegalText):
    """The next version of a text while administrators write it; one for each kind."""

    edited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("edited by"))
    edited_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        verbose_name = _("draft of a legal text")
        verbose_name_plural = _("drafts of legal texts")
        constraints = [
            models.UniqueConstraint(fields=["kind"], name="legaldraft_kind_once"),
            models.CheckConstraint(condition=Q(kind__in=LegalKind.values), name="legaldraft_kind_known"),
        ]

    def __str__(self) -> str:
        return self.kind


class LegalConsent(models.Model):
    """Somebody agreed to a version: when, and in which language the page showed it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="legal_consents", verbose_name=_("user"))
    version = models.ForeignKey(LegalVersion, models.PROTECT, related_name="consents", verbose_name=_("version"))
    language = models.CharField(_("language"), max_length=8)
    agreed_at = models.DateTimeField(_("agreed"), auto_now_add=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(fields=["user", "version"], name="legalconsent_once"),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]),
                name="legalconsent_language_known",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=NEVER_CHANGED.replace("legalversion", "legalconsent"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.version_id}"
