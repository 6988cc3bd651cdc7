"""Organisations and the people who act for them."""

import pghistory
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User
from common.ids import PublicIdField
from common.reader import language_of_reader
from common.search import NamePairs
from vocabulary.models import Municipality, Prefecture
from vocabulary.places import Place, load_places

MOST_EMPLOYEES = 10_000_000


class OrganisationKind(models.TextChoices):
    COMPANY = "company", _("Company")
    PARTNER_FIRM = "partner_firm", _("IT partner firm")
    LENDER = "lender", _("Lending company")
    PREFECTURE = "prefecture", _("Prefecture")
    MUNICIPALITY = "municipality", _("Municipality")
    SUPPORT = "support", _("Support organisation")


LOCAL_GOVERNMENTS = (OrganisationKind.PREFECTURE, OrganisationKind.MUNICIPALITY)
# Who posts orders in its own name, and who has parties that bid.
CLIENT_KINDS = (OrganisationKind.COMPANY, *LOCAL_GOVERNMENTS)
OFFERING_KINDS = (OrganisationKind.PARTNER_FIRM, OrganisationKind.LENDER)
# Who acts with authority or lends people does so only once an administrator has seen the evidence for it.
NEEDS_APPROVAL = (*LOCAL_GOVERNMENTS, OrganisationKind.SUPPORT, OrganisationKind.LENDER)


class Role(models.TextChoices):
    """What a member may do: owners also manage members; viewers only read."""

    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")
    VIEWER = "viewer", _("Viewer")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: User) -> "OrganisationQuerySet":
        return self.filter(memberships__user=user)

    def acted_for_by(self, user: User, reach: str = "draft") -> "OrganisationQuerySet":
        """Organisations somebody acts for: as a member, or by a mandate that reaches this far (accounts.Reach)."""
        by_mandate = apps.get_model("accounts", "Mandate").objects.live(reach).filter(support__memberships__user=user)
        return self.filter(Q(pk__in=user.memberships.values("organisation")) | Q(pk__in=by_mandate.values("client")))


@pghistory.track()
class Organisation(models.Model):
    """Whoever acts on the platform as more than one person: a company, a local government, a partner firm …"""

    public_id = PublicIdField()
    kind = models.CharField(_("kind"), max_length=16, choices=OrganisationKind, default=OrganisationKind.COMPANY)
    name = models.CharField(_("company name"), max_length=120)
    industry = models.CharField(_("line of business"), max_length=80, blank=True)
    employees = models.PositiveIntegerField(
        _("number of employees"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_EMPLOYEES)],
    )
    # Only a partner firm abroad has none.
    prefecture = models.ForeignKey(
        Prefecture, models.PROTECT, verbose_name=_("prefecture"), related_name="+", null=True, blank=True
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("city, town or village"), related_name="+", null=True, blank=True
    )
    introduction = models.TextField(_("what the company does"), max_length=2000, blank=True)
    # When administrators approved the evidence of a kind that needs it (NEEDS_APPROVAL); empty again when it ran out.
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True, editable=False)
    # While a decision of the administrators (accounts.actions.moderation) is in force.
    suspended_at = models.DateTimeField(_("suspended"), null=True, blank=True, editable=False)
    # The kinds of evidence that count today (accounts.actions.evidence writes them): the marks beside the name.
    verified = ArrayField(
        models.CharField(max_length=16), verbose_name=_("verified"), default=list, blank=True, editable=False
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="organisation_name_given"),
            models.CheckConstraint(condition=Q(kind__in=OrganisationKind.values), name="organisation_kind_known"),
            models.CheckConstraint(
                condition=Q(prefecture__isnull=False)
                | Q(kind=OrganisationKind.PARTNER_FIRM, prefecture__isnull=True, municipality__isnull=True),
                name="organisation_only_firms_abroad",
            ),
            models.CheckConstraint(
                condition=Q(employees__isnull=True) | Q(employees__gte=1, employees__lte=MOST_EMPLOYEES),
                name="organisation_employees_in_range",
            ),
            models.CheckConstraint(
                condition=~Q(kind=OrganisationKind.MUNICIPALITY) | Q(municipality__isnull=False),
                name="organisation_municipality_has_place",
            ),
        ]
        indexes = [GinIndex(NamePairs("name"), name="organisation_found_by")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_approved(self) -> bool:
        """Whether it may publish, lend or act by mandate; kinds that need no approval always may."""
        return self.kind not in NEEDS_APPROVAL or self.approved_at is not None

    @property
    def place_label(self) -> str:
        """島根県松江市, or Matsue City, Shimane; empty for a firm abroad."""
        if self.prefecture_id is None:
            return ""
        return load_places().label(Place(self.prefecture_id, self.municipality_id), language_of_reader())


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Membership(models.Model):
    """One person acting for one organisation."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name=_("organisation")
    )
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=8, choices=Role)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="membership_user_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.organisation}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def undecided(self) -> "InvitationQuerySet":
        """Neither accepted nor taken back; some of them may have run out."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def open(self) -> "InvitationQuerySet":
        return self.undecided().filter(expires_at__gt=timezone.now())


class Invitation(models.Model):
    """An open seat for one e-mail address; the mailed token is stored only as its SHA-256."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="invitations", verbose_name=_("organisation")
    )
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=8, choices=Role)
    token_digest = models.CharField(_("digest of the link"), max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("invited by"))
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)
    expires_at = models.DateTimeField(_("runs out"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True), name="invitation_one_ending"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_email_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.organisation}"

    @property
    def has_run_out(self) -> bool:
        return self.expires_at <= timezone.now()
