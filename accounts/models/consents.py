"""Who has agreed that a lent person is listed and named: the company that lends them, and the person."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.parties import Party
from accounts.models.users import User
from common.ids import PublicIdField
from common.japan import JAPAN, today_in_japan

# A day that begins at midnight in Japan, by the database's clock.
TODAY = TruncDate(Now(), tzinfo=JAPAN)


class Giver(models.TextChoices):
    COMPANY = "company", _("The lending company")
    PERSON = "person", _("The person")


class ConsentScope(models.TextChoices):
    LISTED = "listed", _("Be ranked and shown, under the display name, to local governments and other clients")
    NAMED = "named", _("Be named to the client after an award")


class ConsentChannel(models.TextChoices):
    """How a consent was given or withdrawn."""

    ACCOUNT = "account", pgettext_lazy("consent", "Signed in")
    LINK = "link", pgettext_lazy("consent", "By the personal link")


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self) -> "ConsentQuerySet":
        """Neither withdrawn nor replaced; some of them may have run out."""
        return self.filter(withdrawn_at__isnull=True, replaced_at__isnull=True)

    def live(self) -> "ConsentQuerySet":
        return self.standing().filter(expires_on__gte=TODAY)


@pghistory.track()
class Consent(models.Model):
    """One agreement with its end. Rows are never deleted: the history is the proof."""

    public_id = PublicIdField()
    party = models.ForeignKey(Party, models.CASCADE, related_name="consents", verbose_name=_("party"))
    giver = models.CharField(_("given by"), max_length=8, choices=Giver)
    scopes = ArrayField(models.CharField(max_length=8, choices=ConsentScope), verbose_name=_("agreed to"))
    given_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    given_how = models.CharField(_("how it was given"), max_length=8, choices=ConsentChannel)
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    # The last day on which it counts, in Japan.
    expires_on = models.DateField(_("valid until"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("withdrawn by")
    )
    withdrawn_how = models.CharField(_("how it was withdrawn"), max_length=8, choices=ConsentChannel, blank=True)
    replaced_at = models.DateTimeField(_("replaced by a newer one"), null=True, blank=True)
    # When the platform noticed that it had run out, and told everybody.
    lapsed_at = models.DateTimeField(_("noticed as run out"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "giver"],
                condition=Q(withdrawn_at__isnull=True, replaced_at__isnull=True),
                name="consent_standing_once",
            ),
            models.CheckConstraint(condition=Q(giver__in=Giver.values), name="consent_giver_known"),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=ConsentScope.values) & Q(scopes__len__gte=1),
                name="consent_scopes_known",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(replaced_at__isnull=True), name="consent_one_ending"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party}: {self.giver}"

    @property
    def is_standing(self) -> bool:
        return self.withdrawn_at is None and self.replaced_at is None

    @property
    def is_live(self) -> bool:
        """``live()`` for this one row."""
        return self.is_standing and self.expires_on >= today_in_japan()

    @property
    def scope_labels(self) -> list[str]:
        return [str(ConsentScope(scope).label) for scope in ConsentScope.values if scope in self.scopes]


class ConsentLink(models.Model):
    """The personal link mailed to a lent person; its token is stored only as its SHA-256."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="consent_links", verbose_name=_("party"))
    email = models.EmailField(_("e-mail address"))
    token_digest = models.CharField(_("digest of the link"), max_length=64, unique=True, editable=False)
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)

    class Meta:
        verbose_name = _("consent link")
        verbose_name_plural = _("consent links")

    def __str__(self) -> str:
        return f"{self.party}: {self.asked_at:%Y-%m-%d}"
