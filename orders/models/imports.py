"""Which record of a file an order came from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import ImportedRecord
from orders.models.orders import Order


class ImportedOrder(ImportedRecord):
    order = models.OneToOneField(Order, models.CASCADE, related_name="imported")

    class Meta:
        verbose_name = _("imported order")
        verbose_name_plural = _("imported orders")
        constraints = [
            models.UniqueConstraint(fields=["owner", "external_id"], nulls_distinct=False, name="importedorder_once")
        ]
        indexes = [models.Index(fields=["digest"], name="importedorder_digest")]
