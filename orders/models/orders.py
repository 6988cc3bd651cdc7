"""The order: a company's problem, turned into something people can bid on."""

import datetime

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Block, Organisation, Party, PartyKind, User
from accounts.models.profiles import HOURS_IN_WEEK
from common.ids import PublicIdField
from common.japan import JAPAN
from common.reader import language_of_reader
from orders.labels import budget_year_label, kinds_label
from orders.states import PAST_STATUSES, PUBLIC_STATUSES, OrderStatus
from vocabulary.labels import language_label, level_label
from vocabulary.languages import NATIVE
from vocabulary.models import Municipality, Prefecture, Skill
from vocabulary.places import Place, load_places

MOST_POSITIONS = 99
MOST_WEEKS = 520


# The conditions of the lists' indexes: a list asks with the same words.
IS_OPEN = Q(status=OrderStatus.OPEN)
IS_PAST = Q(status__in=PAST_STATUSES)
ON_A_CARD = "skills__skill"
# An order without a budget stands behind all others.
NO_BUDGET = -1
BY_BUDGET = Coalesce("budget_max_yen", NO_BUDGET)


# Sealed bids are opened once, after the last moment for them by the database's clock, and never sealed or unsealed by a
# change of the rule once people may have bid.
OPENED_IN_TIME = f"""
    IF NEW.opening IS DISTINCT FROM OLD.opening AND OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'order % is published with another rule of opening', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_opening_stays';
    END IF;
    IF NEW.bids_opened_at IS DISTINCT FROM OLD.bids_opened_at AND (
        OLD.bids_opened_at IS NOT NULL
        OR NEW.status NOT IN ('{OrderStatus.OPEN}', '{OrderStatus.SELECTING}')
        OR OLD.bids_close_at IS NULL OR OLD.bids_close_at > clock_timestamp()
    ) THEN
        RAISE EXCEPTION 'bids on order % are sealed', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_opened_in_time';
    END IF;
    RETURN NEW;
"""


class BudgetUnit(models.TextChoices):
    PROJECT = "project", _("for the whole job")
    MONTH = "month", _("per month")
    HOUR = "hour", _("per hour")


class RemoteShare(models.TextChoices):
    """Values as in the exchange format."""

    FULL = "full", pgettext_lazy("order", "Entirely from a distance")
    PARTIAL = "partial", pgettext_lazy("order", "From a distance, with visits")
    ONSITE = "onsite", pgettext_lazy("order", "On site")


class Hidden(models.TextChoices):
    NOT = "", _("Shown")
    CONTENT = "content", _("Its content")
    CLIENT = "client", _("Its client is suspended")


class Opening(models.TextChoices):
    """When the client reads the bids; other bidders never do."""

    AS_THEY_ARRIVE = "as_they_arrive", _("As they arrive")
    AT_DEADLINE = "at_deadline", _("All together, after the last day for bids")


class Procurement(models.TextChoices):
    """How a local government buys what it asks for; a company's order has no use for it."""

    NEGOTIATED = "negotiated", _("Negotiated contract, by comparing quotes")
    TENDER = "tender", _("Tender, which we run outside this platform")
    INFORMATION = "information", _("Only gathering information; no contract follows from it")


class OrderQuerySet(models.QuerySet["Order"]):
    def published(self) -> "OrderQuerySet":
        return self.filter(status__in=PUBLIC_STATUSES, hidden_for="")

    def owned_by(self, user: User) -> "OrderQuerySet":
        """Orders of organisations this user acts for, as a member or by mandate."""
        return self.filter(client__in=Organisation.objects.acted_for_by(user).values("pk"))

    def visible_to(self, user: User | None) -> "OrderQuerySet":
        """Published orders for everybody but those who, with each party they act for, are kept apart from the client by
        a block; all of them for the client's members; for their bidders also those out of everybody else's sight.
        """
        if user is None or not user.is_authenticated:
            return self.published()
        if user.is_staff:
            return self
        own = Q(client__in=Organisation.objects.acted_for_by(user).values("pk"))
        kept_apart = Q(client__in=Block.objects.of_all_parties_of(user).values("organisation"))
        bid_on = Order.objects.filter(
            Q(status=OrderStatus.WITHDRAWN) | ~Q(hidden_for="") | kept_apart,
            bids__party__in=Party.objects.of_user(user),
        ).values("pk")
        public = Q(status__in=PUBLIC_STATUSES, hidden_for="") & ~kept_apart
        return self.filter(public | own | Q(pk__in=bid_on))

    def saying(self, terms: list[int]) -> "OrderQuerySet":
        """Those with all of these terms (orders.words), whatever their status; each part by an index of its own."""
        said = Q(search_terms__contains=terms)
        return self.filter((IS_OPEN & said) | (~IS_OPEN & said))

    def for_list(self) -> "OrderQuerySet":
        """With everything a card in a list shows, in a fixed number of queries."""
        return self.select_related("client").prefetch_related(ON_A_CARD).defer("search_terms")

    def for_page(self) -> "OrderQuerySet":
        """With everything an order's own page shows."""
        return self.for_list().prefetch_related("languages", "events__actor")


# The record's name, because OrderEvent already is what people read.
@pghistory.track(
    model_name="OrderRecord", obj_field=pghistory.ObjForeignKey(related_name="records"), exclude=["search_terms"]
)
class Order(models.Model):
    """A need of one organisation. Fields may be empty while it is a draft; publishing checks them."""

    public_id = PublicIdField()
    client = models.ForeignKey(
        Organisation, models.PROTECT, related_name="orders", verbose_name=_("company"), db_index=False
    )
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("written by"))
    status = models.CharField(_("status"), max_length=12, choices=OrderStatus, default=OrderStatus.DRAFT)
    # Rises by one with each published change (OrderVersion); bids and rankings remember which version they are for.
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    # Why nobody but its people and those who bid finds it: a decision about it, or about its client.
    hidden_for = models.CharField(
        _("hidden"), max_length=8, choices=Hidden, default=Hidden.NOT, blank=True, editable=False
    )

    title = models.CharField(_("title"), max_length=120)
    problem = models.TextField(_("what troubles you"), max_length=8000, blank=True)
    wanted_outcome = models.TextField(_("what should be different afterwards"), max_length=4000, blank=True)

    budget_min_yen = models.BigIntegerField(_("budget from"), null=True, blank=True)
    budget_max_yen = models.BigIntegerField(_("budget up to"), null=True, blank=True)
    budget_unit = models.CharField(_("budget is"), max_length=8, choices=BudgetUnit, default=BudgetUnit.PROJECT)
    hours_per_week = models.PositiveSmallIntegerField(_("hours a week"), null=True, blank=True)
    duration_weeks = models.PositiveSmallIntegerField(_("length in weeks"), null=True, blank=True)

    prefecture = models.ForeignKey(
        Prefecture, models.PROTECT, verbose_name=_("prefecture"), related_name="+", null=True, blank=True
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("city, town or village"), related_name="+", null=True, blank=True
    )
    remote = models.CharField(_("place of work"), max_length=8, choices=RemoteShare, blank=True)

    # Freelance Act, Art. 12: a public posting says how the contract can end before its time.
    ending_terms = models.TextField(_("if the work ends early"), max_length=1000, blank=True)

    start_on = models.DateField(_("start"), null=True, blank=True)
    # The first moment without bids: midnight after the last day for them (orders.rules.closing_moment).
    bids_close_at = models.DateTimeField(_("bids close"), null=True, blank=True)
    positions = models.PositiveSmallIntegerField(
        _("how many people"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_POSITIONS)]
    )
    # Kept by a trigger on awards; the check below is what makes an award too many impossible.
    awarded_count = models.PositiveSmallIntegerField(_("people awarded"), default=0, editable=False)

    # Who may be matched and bid; empty: every kind of party.
    wanted_kinds = ArrayField(
        models.CharField(max_length=16, choices=PartyKind), verbose_name=_("who may answer"), default=list, blank=True
    )
    opening = models.CharField(_("bids are read"), max_length=16, choices=Opening, default=Opening.AS_THEY_ARRIVE)
    # With opening at the deadline: the moment from which the client reads the bids, all of them together.
    bids_opened_at = models.DateTimeField(_("bids opened"), null=True, blank=True, editable=False)

    # Of a local government: the budget year that pays (accounts.models.governments.fiscal_year_of), and how it buys.
    budget_year = models.PositiveSmallIntegerField(_("budget year"), null=True, blank=True)
    procurement = models.CharField(
        _("how it is bought"), max_length=12, choices=Procurement, default=Procurement.NEGOTIATED
    )
    procurement_reason = models.CharField(_("reason for not negotiating"), max_length=500, blank=True)

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)
    # Its words and what a list is narrowed by, as numbers (orders.words): one index finds both.
    search_terms = ArrayField(models.IntegerField(), default=list, editable=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.CheckConstraint(
                condition=Q(awarded_count__lte=F("positions")), name="order_awards_within_positions"
            ),
            models.CheckConstraint(
                condition=Q(positions__gte=1, positions__lte=MOST_POSITIONS), name="order_positions_in_range"
            ),
            models.CheckConstraint(
                condition=Q(budget_min_yen__isnull=True) | Q(budget_min_yen__gte=0),
                name="order_budget_min_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(budget_min_yen__isnull=True)
                | Q(budget_max_yen__isnull=True)
                | Q(budget_max_yen__gte=F("budget_min_yen")),
                name="order_budget_band_ordered",
            ),
            models.CheckConstraint(
                condition=Q(budget_max_yen__isnull=True) | Q(budget_max_yen__gte=0),
                name="order_budget_max_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(hours_per_week__isnull=True) | Q(hours_per_week__lte=HOURS_IN_WEEK),
                name="order_hours_fit_week",
            ),
            models.CheckConstraint(condition=Q(status__in=OrderStatus.values), name="order_status_known"),
            models.CheckConstraint(condition=Q(opening__in=Opening.values), name="order_opening_known"),
            models.CheckConstraint(
                condition=Q(wanted_kinds__contained_by=PartyKind.values), name="order_wanted_kinds_known"
            ),
            models.CheckConstraint(condition=Q(procurement__in=Procurement.values), name="order_procurement_known"),
            models.CheckConstraint(
                condition=Q(bids_opened_at__isnull=True) | Q(opening=Opening.AT_DEADLINE),
                name="order_opened_if_sealed",
            ),
            models.CheckConstraint(condition=Q(budget_unit__in=BudgetUnit.values), name="order_budget_unit_known"),
            models.CheckConstraint(condition=Q(remote__in=["", *RemoteShare.values]), name="order_remote_known"),
            models.CheckConstraint(
                condition=Q(status__in=[OrderStatus.DRAFT, OrderStatus.IN_APPROVAL, OrderStatus.WITHDRAWN])
                | Q(published_at__isnull=False, bids_close_at__isnull=False),
                name="order_published_is_complete",
            ),
        ]
        indexes = [
            # One for the list most people read, which stays small however many orders the years leave behind.
            GinIndex(fields=["search_terms"], name="order_open_terms", condition=IS_OPEN),
            GinIndex(fields=["search_terms"], name="order_other_terms", condition=~IS_OPEN),
            # Each sorting's columns, all in its direction, as common.keyset compares them.
            models.Index(fields=["published_at", "public_id"], name="order_open_newest", condition=IS_OPEN),
            models.Index(fields=["published_at", "public_id"], name="order_past_newest", condition=IS_PAST),
            models.Index(fields=["bids_close_at", "public_id"], name="order_open_deadline", condition=IS_OPEN),
            models.Index(BY_BUDGET, F("public_id"), name="order_open_budget", condition=IS_OPEN),
            models.Index(BY_BUDGET, F("public_id"), name="order_past_budget", condition=IS_PAST),
            models.Index(fields=["client", "updated_at", "public_id"], name="order_of_client"),
            models.Index(fields=["client", "status", "updated_at", "public_id"], name="order_of_client_in_status"),
        ]

        triggers = [
            pgtrigger.Trigger(
                name="order_opened_in_time",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("bids_opened_at", "opening"),
                condition=pgtrigger.AnyChange("bids_opened_at", "opening"),
                func=OPENED_IN_TIME,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_sealed(self) -> bool:
        """Whether nobody but the bidders reads the bids yet."""
        return self.opening == Opening.AT_DEADLINE and self.bids_opened_at is None

    @property
    def last_bidding_day(self) -> datetime.date | None:
        """The day in Japan until whose end bids are taken; what people choose and read."""
        if self.bids_close_at is None:
            return None
        return (self.bids_close_at - datetime.timedelta(microseconds=1)).astimezone(JAPAN).date()

    @property
    def wanted_kinds_label(self) -> str:
        return kinds_label(self.wanted_kinds)

    @property
    def budget_year_label(self) -> str:
        return budget_year_label(self.budget_year) if self.budget_year else ""

    @property
    def place_label(self) -> str:
        """島根県松江市, or Matsue City, Shimane; empty when not stated."""
        if self.prefecture_id is None:
            return ""
        return load_places().label(Place(self.prefecture_id, self.municipality_id), language_of_reader())


class OrderSkill(models.Model):
    """A skill the order asks for: a must, or a wish."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="skills", verbose_name=_("order"))
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+", verbose_name=_("skill"))
    is_must = models.BooleanField(_("must"), default=False)

    class Meta:
        verbose_name = _("skill asked for")
        verbose_name_plural = _("skills asked for")
        ordering = ["-is_must", "pk"]
        constraints = [models.UniqueConstraint(fields=["order", "skill"], name="orderskill_once")]

    def __str__(self) -> str:
        return f"{self.skill_id}{' (must)' if self.is_must else ''}"


class OrderLanguage(models.Model):
    """A language the work is done in, with the platform's ordinal level 1–7."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="languages", verbose_name=_("order"))
    language = models.CharField(_("language"), max_length=8)
    level = models.PositiveSmallIntegerField(_("level"))
    is_must = models.BooleanField(_("must"), default=False)

    class Meta:
        verbose_name = _("language asked for")
        verbose_name_plural = _("languages asked for")
        constraints = [
            models.UniqueConstraint(fields=["order", "language"], name="orderlanguage_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=NATIVE), name="orderlanguage_level_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.level}"

    @property
    def language_label(self) -> str:
        return language_label(self.language)

    @property
    def level_label(self) -> str:
        return level_label(self.level)


class OrderStep(models.TextChoices):
    """Steps that leave an order in its state, or say more than it."""

    BIDS_OPENED = "bids_opened", _("Bids opened")
    APPROVAL_ASKED = "approval_asked", _("Sent for approval")
    APPROVED = "approved", _("Approved")
    SENT_BACK = "sent_back", _("Sent back by an approver")
    TAKEN_BACK = "taken_back", _("Taken back from approval")
    APPROVED_OUTSIDE = "approved_outside", _("Approved outside this platform")
    FEW_QUOTES = "few_quotes", _("Awarded with fewer bids than wanted")


class OrderEvent(models.Model):
    """One move of an order, for the people who read its history."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="events", verbose_name=_("order"))
    from_status = models.CharField(_("state before"), max_length=12, choices=OrderStatus)
    to_status = models.CharField(_("state after"), max_length=12, choices=OrderStatus)
    # What happened where the state alone does not say it.
    what = models.CharField(_("what"), max_length=20, choices=OrderStep, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    actor = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_status} → {self.to_status}"
