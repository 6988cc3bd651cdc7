"""Access for programs: tokens, the answers kept for repeated requests, and how often somebody asked."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Organisation
from accounts.models.users import User
from common.ids import PublicIdField

PREFIX_LENGTH = 12
KEY_LENGTH = 200


class Scope(models.TextChoices):
    """What a token may be used for."""

    ORDERS_READ = "orders:read", _("Read orders")
    ORDERS_WRITE = "orders:write", _("Write, publish and end orders")
    BIDS_READ = "bids:read", _("Read bids")
    BIDS_WRITE = "bids:write", _("Send, change, award and decline bids")
    MATCHES_READ = "matches:read", _("Read rankings")
    PROFILE_READ = "profile:read", _("Read the own profile")
    PROFILE_WRITE = "profile:write", _("Change the own profile")
    ORGANISATION_READ = "organisation:read", _("Read the organisation's details")
    ORGANISATION_WRITE = "organisation:write", _("Change the organisation's details")
    NOTICES_READ = "notices:read", _("Read notices")
    NOTICES_WRITE = "notices:write", _("Mark notices as read")
    IMPORTS_WRITE = "imports:write", _("Import and export files")


# What only makes sense for a person, and what only for an organisation.
PERSONAL_SCOPES = frozenset({Scope.PROFILE_READ, Scope.PROFILE_WRITE, Scope.NOTICES_READ, Scope.NOTICES_WRITE})
ORGANISATION_SCOPES = frozenset({Scope.ORDERS_WRITE, Scope.ORGANISATION_READ, Scope.ORGANISATION_WRITE})


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user: User) -> "ApiTokenQuerySet":
        """One's own; a colleague's token is the colleague's business until they leave."""
        return self.filter(user=user)


@pghistory.track(exclude=["last_used_at", "digest"])
class ApiToken(models.Model):
    """A key for a program that acts for one person, or for one organisation in that person's name.

    Only its SHA-256 is stored. It may do what its person may do there, narrowed by its scopes.
    """

    public_id = PublicIdField()
    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens", verbose_name=_("user"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="+", null=True, blank=True, verbose_name=_("acts for")
    )
    name = models.CharField(_("name"), max_length=60)
    prefix = models.CharField(_("begins with"), max_length=PREFIX_LENGTH, editable=False)
    digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=24, choices=Scope), verbose_name=_("may"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("runs out"))
    # To the hour: a write for each request would cost more than it tells.
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="apitoken_name_given"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="apitoken_digest_is_sha256"),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values) & ~Q(scopes=[]), name="apitoken_scopes_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_run_out(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def scope_labels(self) -> list[str]:
        return [str(Scope(scope).label) for scope in self.scopes]


class ApiAnswer(models.Model):
    """What a write answered under an Idempotency-Key, so that the same request sent twice is carried out once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="+", null=True)
    key = models.CharField(max_length=KEY_LENGTH)
    # SHA-256 of method, address and body.
    fingerprint = models.CharField(max_length=64)
    response_status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "token", "key"], name="apianswer_key_once", nulls_distinct=False)
        ]
        indexes = [models.Index(fields=["created_at"], name="apianswer_age")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.key}"


class ApiCount(models.Model):
    """How often one caller asked within one window of time. Not logged: a crash costs counts, no request an fsync."""

    subject = models.CharField(max_length=80)
    # Number of the window since 1970.
    window = models.BigIntegerField()
    requests = models.PositiveIntegerField(default=1)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "window"], name="apicount_window_once")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.requests}"
