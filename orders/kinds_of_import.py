"""Orders can be imported and exported; loaded when Django starts."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.importers import Importer, register_importer
from accounts.models import DataImport, Organisation
from orders.actions.imports import OrderWriter
from orders.forms.imports import ImportOptionsForm
from orders.interchange.examples import CLIENT, ORDER
from orders.interchange.fields import ORDER_FIELDS
from orders.interchange.writing import order_records
from orders.rules import may_import_orders


def _completing(data_import: DataImport) -> str:
    return reverse("orders:imported", args=[data_import.public_id])


def _example(language: str, owner: Organisation | None) -> Mapping[str, Any]:
    """A company that brings its own orders need not say who it is."""
    example = ORDER["ja" if language.startswith("ja") else "en"]
    return {key: example[key] for key in example if owner is None or key not in CLIENT}


register_importer(
    Importer(
        kind="orders",
        label=_("Orders"),
        fields=ORDER_FIELDS,
        may_import=may_import_orders,
        writer=OrderWriter,
        records=order_records,
        options=ImportOptionsForm,
        example=_example,
        follow_up=_completing,
    )
)
