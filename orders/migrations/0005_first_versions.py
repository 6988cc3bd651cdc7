"""Every order that has been published gets what it says now as its first version."""

import datetime
from zoneinfo import ZoneInfo

from django.db import migrations

JAPAN = ZoneInfo("Asia/Tokyo")

FIELDS = (
    "title", "problem", "wanted_outcome", "budget_min_yen", "budget_max_yen", "budget_unit", "hours_per_week",
    "duration_weeks", "ending_terms", "prefecture_id", "municipality_id", "remote", "start_on", "positions",
)
TOGETHER = 500


def keep_first_versions(apps, schema_editor):
    OrderVersion = apps.get_model("orders", "OrderVersion")
    orders = apps.get_model("orders", "Order").objects.filter(published_at__isnull=False, versions__isnull=True)
    orders = orders.defer("search_terms").prefetch_related("skills__skill", "languages").order_by("pk")
    kept = []
    for order in orders.iterator(chunk_size=TOGETHER):
        kept.append(first_version(OrderVersion, order))
        if len(kept) >= TOGETHER:
            OrderVersion.objects.bulk_create(kept)
            kept = []
    OrderVersion.objects.bulk_create(kept)


def first_version(model, order):
    """The content as orders.drafts.content_of writes it at this point of history."""
    closes = order.bids_close_at
    last_day = (closes - datetime.timedelta(microseconds=1)).astimezone(JAPAN).date() if closes else None
    content = {name: getattr(order, name) for name in FIELDS}
    content["start_on"] = order.start_on.isoformat() if order.start_on else None
    content["deadline"] = last_day.isoformat() if last_day else None
    content["skills"] = sorted(
        ({"slug": one.skill.slug, "is_must": one.is_must} for one in order.skills.all()),
        key=lambda one: (not one["is_must"], one["slug"]),
    )
    content["languages"] = sorted(
        ({"language": one.language, "level": one.level, "is_must": one.is_must} for one in order.languages.all()),
        key=lambda one: one["language"],
    )
    return model(
        order=order, number=order.version, published_at=order.published_at, content=content,
        published_by_id=order.created_by_id,
    )


class Migration(migrations.Migration):

    dependencies = [("orders", "0004_order_versions")]

    operations = [migrations.RunPython(keep_first_versions, migrations.RunPython.noop, elidable=True)]
