"""Fill an empty platform with the demo's stories, all or nothing."""

from random import Random

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import LegalConsent, Organisation, User
from accounts.queries import legal_texts_to_agree
from common.japan import today_in_japan
from matching.actions import RANK_ORDER
from messaging.models import Notification, StreamEvent
from orders.models import Order
from orders.signals import order_published
from orders.states import PUBLIC_STATUSES, OrderStatus
from outbox.actions import run_work
from outbox.models import Work
from portal.demo.accounts import DEMO_PASSWORD, DOMAIN
from portal.demo.bids import create_bids
from portal.demo.orders import ToldOrder, create_companies_with_orders, tell_to_the_end
from portal.demo.people import SEED, create_people
from portal.demo.scenes import play_scenes


class NotEmptyError(Exception):
    """Somebody already uses this platform; stories would stand among real orders."""


class RankingFailedError(Exception):
    """The stories are incomplete without their rankings; nothing is kept."""


def is_loaded() -> bool:
    return User.objects.filter(email=f"admin@{DOMAIN}").exists()


@transaction.atomic
def load_demo() -> None:
    """Create people, companies, orders and bids. Quiet when it is already done; raises NotEmptyError."""
    if is_loaded():
        # Of an earlier version there may be people without the scenes that came later.
        play_scenes()
        return
    if Organisation.objects.exists():
        raise NotEmptyError
    profiles = create_people(today_in_japan())
    told_orders = create_companies_with_orders()
    create_bids(told_orders, profiles, Random(SEED + 1))  # noqa: S311 -- the same stories everywhere
    _rank_finished_orders(told_orders)
    for told in told_orders:
        tell_to_the_end(told)
        if told.ends_as == OrderStatus.OPEN:
            # The same announcement a publication makes: the ranking of each arrives by itself.
            order_published.send(sender=Order, order=told.order)
    _create_administrator()
    play_scenes()
    _everybody_agreed()


def _rank_finished_orders(told_orders: list[ToldOrder]) -> None:
    """Stories that are over were ranked while they were open; nobody is told of that any more."""
    for told in told_orders:
        if told.ends_as in PUBLIC_STATUSES and told.ends_as != OrderStatus.OPEN:
            order_published.send(sender=Order, order=told.order)
            work = Work.objects.get(kind=RANK_ORDER, key=str(told.order.pk))
            if not run_work(work.pk):
                raise RankingFailedError(work.last_error)
    Notification.objects.all().delete()
    StreamEvent.objects.all().delete()


def _create_administrator() -> None:
    user = User.objects.create_superuser(f"admin@{DOMAIN}", DEMO_PASSWORD, full_name="運営 太鼓橋")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def _everybody_agreed() -> None:
    """As if each had ticked the box when they registered: nobody is asked at their first step into the demo."""
    agreed = legal_texts_to_agree()
    LegalConsent.objects.bulk_create(
        [
            LegalConsent(user=user, version=version, language=user.language or "ja")
            for user in User.objects.only("pk", "language").iterator()
            for version in agreed
        ],
        batch_size=5_000,
        ignore_conflicts=True,
    )
