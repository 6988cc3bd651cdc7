"""Orders are also found by who may answer and by when bids are read: both become terms of every order there is."""

from zlib import crc32

from django.db import migrations

KINDS = ['freelancer', 'personnel', 'partner_firm']
ADD = """
    UPDATE orders_order SET search_terms = (
        SELECT array_agg(DISTINCT term ORDER BY term) FROM unnest(search_terms || %s::integer[]) AS term
    ) WHERE wanted_kinds = %s::varchar[] AND opening = %s
"""


def number(term):
    """As the platform numbered a term that is no pair of letters when this was written."""
    found = 0xD800_0000 | crc32(term.encode()) & 0x07FF_FFFF
    return found - (1 << 32) if found >> 31 else found


def add_terms(apps, schema_editor):
    """One statement for each of the few ways an order can be."""
    ways = apps.get_model('orders', 'Order').objects.order_by().values_list('wanted_kinds', 'opening').distinct()
    with schema_editor.connection.cursor() as cursor:
        for wanted, opening in list(ways):
            terms = [f'kind:{kind}' for kind in wanted or KINDS] + [f'opening:{opening}']
            cursor.execute(ADD, [sorted(map(number, terms)), wanted, opening])


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0011_approved_outside'),
    ]

    operations = [
        migrations.RunPython(add_terms, migrations.RunPython.noop),
    ]
