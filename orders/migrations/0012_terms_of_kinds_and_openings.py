"""Orders are also found by who may answer and by when bids are read: both become terms of every order there is."""

from django.db import migrations

from orders.words import facets, term_numbers

KINDS = ['freelancer', 'personnel', 'partner_firm']
ADD = """
    UPDATE orders_order SET search_terms = (
        SELECT array_agg(DISTINCT term ORDER BY term) FROM unnest(search_terms || %s::integer[]) AS term
    ) WHERE wanted_kinds = %s::varchar[] AND opening = %s
"""


def add_terms(apps, schema_editor):
    """One statement for each of the few ways an order can be."""
    ways = apps.get_model('orders', 'Order').objects.order_by().values_list('wanted_kinds', 'opening').distinct()
    with schema_editor.connection.cursor() as cursor:
        for wanted, opening in list(ways):
            terms = term_numbers(facets(kinds=wanted or KINDS, opening=opening))
            cursor.execute(ADD, [terms, wanted, opening])


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0011_approved_outside'),
    ]

    operations = [
        migrations.RunPython(add_terms, migrations.RunPython.noop),
    ]
