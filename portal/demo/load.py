"""Fill an empty platform with the demo's stories, all or nothing."""

from random import Random

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import Organisation, User
from orders.models import Order
from orders.rules import today_in_japan
from orders.signals import order_published
from orders.states import OrderStatus
from portal.demo.accounts import DEMO_PASSWORD, DOMAIN
from portal.demo.bids import create_bids
from portal.demo.orders import create_companies_with_orders, tell_to_the_end
from portal.demo.people import SEED, create_people


class NotEmptyError(Exception):
    """Somebody already uses this platform; stories would stand among real orders."""


def is_loaded() -> bool:
    return User.objects.filter(email=f"admin@{DOMAIN}").exists()


@transaction.atomic
def load_demo() -> None:
    """Create people, companies, orders and bids. Quiet when it is already done; raises NotEmptyError."""
    if is_loaded():
        return
    if Organisation.objects.exists():
        raise NotEmptyError
    profiles = create_people(today_in_japan())
    told_orders = create_companies_with_orders()
    create_bids(told_orders, profiles, Random(SEED + 1))  # noqa: S311 -- the same stories everywhere
    for told in told_orders:
        tell_to_the_end(told)
        if told.ends_as == OrderStatus.OPEN:
            # The same announcement a publication makes: the ranking of each arrives by itself.
            order_published.send(sender=Order, order=Order.objects.get(pk=told.order.pk))
    _create_administrator()


def _create_administrator() -> None:
    user = User.objects.create_superuser(f"admin@{DOMAIN}", DEMO_PASSWORD, full_name="運営 太鼓橋")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
