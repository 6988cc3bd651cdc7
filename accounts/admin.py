"""For administrators: find people and companies. What actions rule is read here, not written."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.hours import MINUTES
from accounts.models import (
    ApprovalStep,
    Commitment,
    Consent,
    ConsentLink,
    HoursSpan,
    Invitation,
    LegalConsent,
    LocalGovernment,
    Mandate,
    MandateAct,
    Membership,
    NegotiatedCeiling,
    Organisation,
    Party,
    Personnel,
    Profile,
    Training,
    User,
    WorkConfirmation,
)
from accounts.signals import access_changed
from common.admin import ReadOnly, linked


class MembershipRows(ReadOnly, admin.TabularInline[Membership, Model]):
    model = Membership
    extra = 0
    can_delete = False
    its_user = linked("user", _("user"))
    its_organisation = linked("organisation", _("organisation"))
    fields = ("its_user", "its_organisation", "role", "joined_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("user", "organisation")


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """Administrators switch accounts on and off and name other administrators; everything else is the person's own."""

    list_display = ("email", "full_name", "language", "is_active", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff", "language", "date_joined")
    search_fields = (
        "email",
        "full_name",
        "parties__profile__legal_name",
        "parties__handle",
        "memberships__organisation__name",
    )
    ordering = ("-date_joined",)
    date_hierarchy = "date_joined"
    list_per_page = 50
    fields = ("email", "full_name", "language", "is_active", "is_staff", "is_superuser", "date_joined", "last_login")
    readonly_fields = ("email", "full_name", "language", "date_joined", "last_login")
    inlines = (MembershipRows,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        super().save_model(request, obj, form, change)
        if "is_active" in form.changed_data:
            access_changed.send(sender=User, user=obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Nobody makes themselves or others more powerful than they are."""
        may_promote = request.user.is_superuser
        return self.readonly_fields if may_promote else (*self.readonly_fields, "is_staff", "is_superuser")


@admin.register(Organisation)
class OrganisationAdmin(ReadOnly, admin.ModelAdmin[Organisation]):
    list_display = ("name", "prefecture", "municipality", "industry", "employees", "created_at")
    date_hierarchy = "created_at"
    list_filter = ("kind", "prefecture__block")
    list_select_related = ("prefecture", "municipality")
    search_fields = ("name", "industry", "public_id", "memberships__user__email", "memberships__user__full_name")
    ordering = ("-created_at",)
    inlines = (MembershipRows,)


@admin.register(Invitation)
class InvitationAdmin(ReadOnly, admin.ModelAdmin[Invitation]):
    its_organisation = linked("organisation", _("organisation"))
    its_sender = linked("invited_by", _("invited by"))
    date_hierarchy = "created_at"
    list_display = (
        "email",
        "its_organisation",
        "role",
        "its_sender",
        "created_at",
        "expires_at",
        "accepted_at",
        "revoked_at",
    )
    list_filter = ("role", "created_at")
    list_select_related = ("organisation", "invited_by")
    search_fields = ("email", "organisation__name", "public_id")
    ordering = ("-created_at",)


@admin.register(Party)
class PartyAdmin(ReadOnly, admin.ModelAdmin[Party]):
    its_user = linked("user", _("user"))
    its_organisation = linked("organisation", _("organisation"))
    its_profile = linked("profile", _("profile"), order="handle")
    list_display = ("handle", "kind", "public_id", "its_user", "its_organisation", "its_profile")
    list_select_related = ("user", "organisation", "profile__party")
    list_filter = ("kind",)
    search_fields = ("handle", "public_id", "profile__legal_name", "user__email", "organisation__name")
    ordering = ("handle",)


@admin.register(Profile)
class ProfileAdmin(ReadOnly, admin.ModelAdmin[Profile]):
    list_display = (
        "party",
        "legal_name",
        "its_user",
        "headline",
        "prefecture",
        "remote",
        "is_listed",
        "version",
        "updated_at",
    )
    its_user = linked("party__user", _("user"))
    date_hierarchy = "updated_at"
    list_filter = ("is_listed", "remote", "party__kind", "party__freelancer__side_job", "prefecture__block")
    list_select_related = ("party__user", "prefecture")
    search_fields = ("legal_name", "party__handle", "party__public_id", "party__user__email", "headline", "summary")
    ordering = ("-updated_at",)


@admin.register(WorkConfirmation)
class WorkConfirmationAdmin(ReadOnly, admin.ModelAdmin[WorkConfirmation]):
    its_party = linked("party", _("party"))
    its_client = linked("client", _("client"))
    its_asker = linked("asked_by", _("asked by"))
    date_hierarchy = "asked_at"
    list_display = (
        "title",
        "year",
        "its_party",
        "email",
        "its_client",
        "status",
        "its_asker",
        "asked_at",
        "answered_at",
    )
    list_filter = ("status", "asked_at")
    list_select_related = ("party", "client", "asked_by")
    search_fields = ("title", "email", "public_id", "party__handle", "party__public_id", "client__name")
    ordering = ("-asked_at",)


class TrainingRows(ReadOnly, admin.TabularInline[Training, Model]):
    model = Training
    extra = 0
    can_delete = False
    fields = ("name", "year", "hours")


@admin.register(Personnel)
class PersonnelAdmin(ReadOnly, admin.ModelAdmin[Personnel]):
    """Digital personnel; what was agreed and promised of them stands in lists of its own, narrowed by the person."""

    its_party = linked("party", _("party"))
    its_lender = linked("party__organisation", _("lending company"))
    its_user = linked("party__user", _("user"))
    list_display = (
        "its_party",
        "its_lender",
        "email",
        "its_user",
        "lending_form",
        "weekly_cap",
        "monthly_cap",
        "public_years",
        "ended_at",
    )
    list_filter = ("lending_form", "ended_at", "party__organisation__prefecture__block")
    list_select_related = ("party__organisation", "party__user")
    search_fields = (
        "email",
        "staff_number",
        "dispatch_licence",
        "party__handle",
        "party__public_id",
        "party__profile__legal_name",
        "party__organisation__name",
    )
    ordering = ("-party",)
    inlines = (TrainingRows,)


@admin.register(Training)
class TrainingAdmin(ReadOnly, admin.ModelAdmin[Training]):
    its_person = linked("personnel", _("digital personnel"))
    its_lender = linked("personnel__party__organisation", _("lending company"))
    list_display = ("name", "year", "hours", "its_person", "its_lender")
    list_filter = ("year",)
    list_select_related = ("personnel__party__organisation",)
    search_fields = ("name", "personnel__party__handle", "personnel__party__organisation__name")
    ordering = ("-pk",)


class OfParty(ReadOnly, admin.ModelAdmin[Any]):
    """Rows about one party, found by it and by whoever stands behind it."""

    its_party = linked("party", _("party"))
    its_organisation = linked("party__organisation", _("organisation"))
    list_select_related: ClassVar[tuple[str, ...]] = ("party__organisation",)
    search_fields: ClassVar[tuple[str, ...]] = (
        "party__handle",
        "party__public_id",
        "party__profile__legal_name",
        "party__organisation__name",
    )
    ordering: ClassVar[tuple[str, ...]] = ("-pk",)


@admin.register(Consent)
class ConsentAdmin(OfParty):
    its_account = linked("given_by", _("account"))
    date_hierarchy = "given_at"
    list_display = (
        "its_party",
        "its_organisation",
        "giver",
        "scopes",
        "given_how",
        "its_account",
        "given_at",
        "expires_on",
        "withdrawn_at",
        "replaced_at",
    )
    list_filter = ("giver", "given_how", "expires_on", "withdrawn_at")
    list_select_related = ("party__organisation", "given_by")
    ordering = ("-given_at", "-pk")


@admin.register(ConsentLink)
class ConsentLinkAdmin(OfParty):
    """The links that were mailed; what opens one is stored only as a digest, and not shown."""

    its_sender = linked("asked_by", _("asked by"))
    date_hierarchy = "asked_at"
    fields = ("party", "email", "asked_by", "asked_at")
    list_display = ("its_party", "its_organisation", "email", "its_sender", "asked_at")
    list_filter = ("asked_at",)
    list_select_related = ("party__organisation", "asked_by")
    search_fields = (*OfParty.search_fields, "email")
    ordering = ("-asked_at", "-pk")


@admin.register(HoursSpan)
class HoursSpanAdmin(OfParty):
    date_hierarchy = "starts_on"
    list_display = ("its_party", "its_organisation", "span", "starts_on", "promised_hours", "cap_hours")
    list_filter = ("span", "party__kind", "starts_on")
    ordering = ("-starts_on", "-pk")

    @admin.display(description=_("promised hours"), ordering="promised")
    def promised_hours(self, row: HoursSpan) -> str:
        return f"{row.promised / MINUTES:g}"

    @admin.display(description=_("most hours"), ordering="cap")
    def cap_hours(self, row: HoursSpan) -> str:
        return "–" if row.cap is None else f"{row.cap / MINUTES:g}"


@admin.register(Commitment)
class CommitmentAdmin(OfParty):
    date_hierarchy = "first_day"
    list_display = (
        "its_party",
        "its_organisation",
        "source",
        "hours_per_week",
        "first_day",
        "last_day",
        "created_at",
        "released_at",
    )
    list_filter = ("party__kind", "released_at", "first_day")
    search_fields = (*OfParty.search_fields, "source")
    ordering = ("-first_day", "-pk")


@admin.register(LocalGovernment)
class LocalGovernmentAdmin(ReadOnly, admin.ModelAdmin[LocalGovernment]):
    its_organisation = linked("organisation", _("organisation"))
    list_display = ("its_organisation", "quotes_wanted", "approves_elsewhere")
    list_filter = ("organisation__kind", "approves_elsewhere", "organisation__prefecture__block")
    list_select_related = ("organisation",)
    search_fields = ("organisation__name", "organisation__public_id")
    ordering = ("organisation__name",)


@admin.register(NegotiatedCeiling)
class NegotiatedCeilingAdmin(ReadOnly, admin.ModelAdmin[NegotiatedCeiling]):
    its_organisation = linked("organisation", _("organisation"))
    list_display = ("its_organisation", "valid_from", "amount_yen")
    list_filter = ("organisation__kind", "valid_from")
    list_select_related = ("organisation",)
    search_fields = ("organisation__name", "organisation__public_id")


@admin.register(ApprovalStep)
class ApprovalStepAdmin(ReadOnly, admin.ModelAdmin[ApprovalStep]):
    its_organisation = linked("organisation", _("organisation"))
    its_approver = linked("approver", _("who approves"))
    list_display = ("its_organisation", "position", "title", "its_approver", "for_publication", "for_award")
    list_filter = ("for_publication", "for_award", "organisation__kind")
    list_select_related = ("organisation", "approver")
    search_fields = ("organisation__name", "organisation__public_id", "title", "approver__email")
    ordering = ("organisation__name", "position")


class MandateActRows(ReadOnly, admin.TabularInline[MandateAct, Mandate]):
    model = MandateAct
    its_actor = linked("actor", _("by"))
    fields = readonly_fields = ("at", "its_actor", "act", "title", "subject")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("actor")


@admin.register(Mandate)
class MandateAdmin(ReadOnly, admin.ModelAdmin[Mandate]):
    its_support = linked("support", _("who acts"))
    its_client = linked("client", _("for whom"))
    list_display = ("public_id", "its_support", "its_client", "reach", "valid_until", "status")
    list_filter = ("status", "reach", "valid_until")
    list_select_related = ("support", "client")
    search_fields = ("public_id", "support__name", "client__name", "client__public_id")
    ordering = ("-valid_until",)
    inlines = (MandateActRows,)


@admin.register(LegalConsent)
class LegalConsentAdmin(ReadOnly, admin.ModelAdmin[LegalConsent]):
    its_user = linked("user", _("user"))
    list_display = ("its_user", "version", "language", "agreed_at")
    date_hierarchy = "agreed_at"
    list_filter = ("version__kind", "language")
    list_select_related = ("user", "version")
    search_fields = ("user__email", "user__full_name")
    ordering = ("-agreed_at",)
