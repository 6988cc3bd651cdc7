"""Bids, sealed from other bidders, and the awards made from them."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Party, Reach, User, WorkConfirmation
from common.ids import PublicIdField
from orders.models.orders import Opening, Order
from orders.states import BidStatus, DeclineReason, OrderStatus
from vocabulary.countries import HOME

LOWEST_PRICE = 1


# The twin of Party.is_suspended.
OF_NOBODY_SUSPENDED = Q(party__suspended_at__isnull=True, party__organisation__suspended_at__isnull=True)
# What a suspended party offers is out of the client's sight until that ends; what was awarded stays.
_OPENED = (Q(order__opening=Opening.AS_THEY_ARRIVE) | Q(order__bids_opened_at__isnull=False)) & (
    OF_NOBODY_SUSPENDED | Q(status=BidStatus.AWARDED)
)


class BidQuerySet(models.QuerySet["Bid"]):
    def visible_to(self, user: User) -> "BidQuerySet":
        """The bidder's own bids, and the readable bids on orders of the reader's organisation. Never a rival's."""
        own = Q(party__in=Party.objects.of_user(user))
        client = Q(order__client__in=Organisation.objects.acted_for_by(user, Reach.ANSWER).values("pk"))
        return self.filter(own | (client & _OPENED))

    def contents_visible(self) -> "BidQuerySet":
        """Those whose content, and whose bidder, others than the bidder may know: sealed ones only once opened, those
        of suspended parties once that has ended.
        """
        return self.filter(_OPENED)

    def of_user(self, user: User) -> "BidQuerySet":
        """The bids of every party this user acts for."""
        return self.filter(party__in=Party.objects.of_user(user))

    def received_by(self, user: User) -> "BidQuerySet":
        """The bids on orders of the reader's organisation that it may read already."""
        answering = Organisation.objects.acted_for_by(user, Reach.ANSWER).values("pk")
        return self.filter(order__client__in=answering).contents_visible()


# The database's clock decides whether a bid is in time: two web servers may disagree about the second.
# The only value put in is a constant of this program.
IN_TIME = f"""
    IF NOT EXISTS (
        SELECT 1 FROM orders_order
        WHERE id = NEW.order_id AND status = '{OrderStatus.OPEN}' AND bids_close_at > clock_timestamp()
    ) THEN
        RAISE EXCEPTION 'bids on order % are closed', NEW.order_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bid_in_time';
    END IF;
    RETURN NEW;
"""  # noqa: S608


# The record's name, because BidEvent already is what people read.
@pghistory.track(model_name="BidRecord", obj_field=pghistory.ObjForeignKey(related_name="records"))
class Bid(models.Model):
    """One party's offer for one order; it can be changed until the deadline."""

    public_id = PublicIdField()
    order = models.ForeignKey(Order, models.PROTECT, related_name="bids", verbose_name=_("order"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("party"))
    submitted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("sent by"))
    status = models.CharField(_("status"), max_length=12, choices=BidStatus, default=BidStatus.SUBMITTED)
    # In the order's budget unit, without consumption tax.
    price_yen = models.BigIntegerField(_("price"))
    plan = models.TextField(_("how you will do it"), max_length=4000)
    # The version of the order it was sent, changed or confirmed for last.
    order_version = models.PositiveIntegerField(_("version of the order"), default=1, editable=False)
    start_on = models.DateField(_("you can start on"))
    submitted_at = models.DateTimeField(_("sent"), auto_now_add=True)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decline_reason = models.CharField(_("reason"), max_length=16, choices=DeclineReason, blank=True)
    decline_note = models.CharField(_("a word to the bidder"), max_length=500, blank=True)

    objects = BidQuerySet.as_manager()

    class Meta:
        verbose_name = _("bid")
        verbose_name_plural = _("bids")
        constraints = [
            models.UniqueConstraint(fields=["order", "party"], name="bid_party_once"),
            models.CheckConstraint(condition=Q(price_yen__gte=LOWEST_PRICE), name="bid_price_positive"),
            models.CheckConstraint(condition=Q(status__in=BidStatus.values), name="bid_status_known"),
            # The reply guarantee: nobody is declined without a reason.
            models.CheckConstraint(
                condition=~Q(status=BidStatus.DECLINED) | ~Q(decline_reason=""), name="bid_decline_has_reason"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="bid_in_time_insert", when=pgtrigger.Before, operation=pgtrigger.Insert, func=IN_TIME
            ),
            pgtrigger.Trigger(
                name="bid_in_time_update",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("price_yen", "plan", "start_on"),
                condition=pgtrigger.AnyChange("price_yen", "plan", "start_on"),
                func=IN_TIME,
            ),
            # Who withdrew comes back in time or not at all, even with the very same bid.
            pgtrigger.Trigger(
                name="bid_in_time_return",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("status"),
                condition=pgtrigger.Q(old__status=BidStatus.WITHDRAWN, new__status=BidStatus.SUBMITTED),
                func=IN_TIME,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party}: {self.order}"

    @property
    def contact(self) -> User | None:
        """Whom the client writes to after an award: the person themself, or who bid for a firm or a lent person."""
        return self.submitted_by if self.party.organisation_id else self.party.user

    @property
    def goes_abroad(self) -> bool:
        """Whether somebody named in the bid works outside Japan. Reads the team."""
        return any(person.country != HOME for person in self.team.all())

    @property
    def is_up_to_date(self) -> bool:
        """Whether the bidder has answered to the order as it now is. Reads the order."""
        return self.order_version >= self.order.version

    @property
    def needs_confirmation(self) -> bool:
        """Whether the order has changed since and the bid still waits for an answer. Reads the order."""
        return self.status == BidStatus.SUBMITTED and not self.is_up_to_date

    @property
    def yen_over_budget(self) -> int | None:
        """How far the price lies above the order's upper budget (negative: below); None without a budget."""
        most = self.order.budget_max_yen
        return None if most is None else self.price_yen - most


class BidEvent(models.Model):
    """One step of a bid, for the people who read its history; ``reason`` where the platform itself took it."""

    class Reason(models.TextChoices):
        CONSENT_ENDED = "consent_ended", _("The consent to lend this person has ended")

    bid = models.ForeignKey(Bid, models.CASCADE, related_name="events", verbose_name=_("bid"))
    from_status = models.CharField(_("state before"), max_length=12, choices=BidStatus, blank=True)
    to_status = models.CharField(_("state after"), max_length=12, choices=BidStatus)
    # The bidder looked at this version of the order and left the bid as it was.
    confirmed_version = models.PositiveIntegerField(_("confirmed for version"), null=True, blank=True)
    actor = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=16, choices=Reason, blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_status} → {self.to_status}"


# What the actions check under their locks, once more for every way to write a row.
COUNT_AWARDS = f"""
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT 1 FROM orders_bid WHERE id = NEW.bid_id AND order_id = NEW.order_id) THEN
            RAISE EXCEPTION 'bid % is not a bid on order %', NEW.bid_id, NEW.order_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'award_bid_of_order';
        END IF;
        IF NOT EXISTS (SELECT 1 FROM orders_bid WHERE id = NEW.bid_id AND status = '{BidStatus.SUBMITTED}') THEN
            RAISE EXCEPTION 'bid % does not wait for an answer', NEW.bid_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'award_bid_submitted';
        END IF;
        IF EXISTS (
            SELECT 1 FROM orders_bid bid
              JOIN orders_order wanted ON wanted.id = bid.order_id
              JOIN accounts_party bidder ON bidder.id = bid.party_id
             WHERE bid.id = NEW.bid_id
               AND (bidder.organisation_id = wanted.client_id OR EXISTS (
                   SELECT 1 FROM accounts_membership
                    WHERE organisation_id = wanted.client_id AND user_id = bidder.user_id
               ))
        ) THEN
            RAISE EXCEPTION 'bid % comes from a member of the company', NEW.bid_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'award_bid_of_outsider';
        END IF;
        IF EXISTS (
            SELECT 1 FROM orders_order
             WHERE id = NEW.order_id AND opening = '{Opening.AT_DEADLINE}' AND bids_opened_at IS NULL
        ) THEN
            RAISE EXCEPTION 'bids on order % are not opened yet', NEW.order_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'award_after_opening';
        END IF;
        UPDATE orders_order SET awarded_count = awarded_count + 1 WHERE id = NEW.order_id;
        RETURN NEW;
    END IF;
    UPDATE orders_order SET awarded_count = awarded_count - 1 WHERE id = OLD.order_id;
    RETURN OLD;
"""  # noqa: S608


@pghistory.track()
class Award(models.Model):
    """A bid that was chosen. The order's own check refuses one award more than it has positions."""

    public_id = PublicIdField()
    order = models.ForeignKey(Order, models.PROTECT, related_name="awards", verbose_name=_("order"))
    bid = models.OneToOneField(Bid, models.PROTECT, related_name="award", verbose_name=_("bid"))
    awarded_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("awarded by"))
    awarded_at = models.DateTimeField(_("awarded"), auto_now_add=True)
    # Of a local government: why it decided with fewer bids than it wants quotes.
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    # By which the client was asked to confirm the work, the latest if it was changed since; one for each award.
    work_question = models.OneToOneField(
        WorkConfirmation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("question to the client"),
    )

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        triggers = [
            pgtrigger.Trigger(
                name="award_counted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Delete,
                func=COUNT_AWARDS,
            ),
        ]

    def __str__(self) -> str:
        return str(self.bid)
