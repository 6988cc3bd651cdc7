"""Which orders came out of a file."""

from django.db.models import QuerySet

from accounts.models import LOCAL_GOVERNMENTS, NEEDS_APPROVAL, DataImport
from orders.models import ImportedOrder
from orders.states import OrderStatus


def drafts_of_import(data_import: DataImport) -> QuerySet[ImportedOrder]:
    """What an import brought that is not published yet, in the order of the file, with what a publication looks at."""
    drafts = ImportedOrder.objects.filter(last_import=data_import, order__status=OrderStatus.DRAFT)
    return drafts.select_related("order__client__prefecture", "order__prefecture", "order__municipality").order_by(
        "line"
    )


def has_governments(data_import: DataImport) -> bool:
    """Whether a draft of an import is a local government's."""
    return drafts_of_import(data_import).filter(order__client__kind__in=LOCAL_GOVERNMENTS).exists()


def has_unclaimed_clients(data_import: DataImport) -> bool:
    """Whether a client that must be approved has nobody acting for it yet, so that it cannot bring its evidence."""
    clients = {"order__client__kind__in": NEEDS_APPROVAL, "order__client__memberships": None}
    return drafts_of_import(data_import).filter(**clients).exists()


def orders_of_import(data_import: DataImport) -> QuerySet[ImportedOrder]:
    """All orders an import brought, in the order of the file."""
    return ImportedOrder.objects.filter(last_import=data_import).select_related("order__client").order_by("line")
