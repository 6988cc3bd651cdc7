"""Which orders came out of a file."""

from django.db.models import QuerySet

from accounts.models import DataImport
from orders.models import ImportedOrder
from orders.states import OrderStatus


def drafts_of_import(data_import: DataImport) -> QuerySet[ImportedOrder]:
    """What an import brought that is not published yet, in the order of the file, with what a publication looks at."""
    drafts = ImportedOrder.objects.filter(last_import=data_import, order__status=OrderStatus.DRAFT)
    return drafts.select_related("order__client__prefecture", "order__prefecture", "order__municipality").order_by(
        "line"
    )


def orders_of_import(data_import: DataImport) -> QuerySet[ImportedOrder]:
    """All orders an import brought, in the order of the file."""
    return ImportedOrder.objects.filter(last_import=data_import).select_related("order__client").order_by("line")
