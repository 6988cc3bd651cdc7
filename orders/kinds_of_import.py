"""Orders can be imported and exported; loaded when Django starts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.importers import Importer, register_importer
from accounts.models import DataImport
from orders.actions.imports import OrderWriter
from orders.forms.imports import ImportOptionsForm
from orders.interchange.fields import ORDER_FIELDS
from orders.interchange.writing import order_records
from orders.rules import may_import_orders


def _completing(data_import: DataImport) -> str:
    return reverse("orders:imported", args=[data_import.public_id])


register_importer(
    Importer(
        kind="orders",
        label=_("Orders"),
        fields=ORDER_FIELDS,
        may_import=may_import_orders,
        writer=OrderWriter,
        records=order_records,
        options=ImportOptionsForm,
        follow_up=_completing,
    )
)
