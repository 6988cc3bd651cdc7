"""Search terms become numbers, with what a list is narrowed by among them; every order's are written anew."""

import django.contrib.postgres.fields
from django.db import migrations, models

from orders.words import facets, term_numbers, text_terms

WRITTEN_TOGETHER = 500


def write_terms(apps, schema_editor):
    Order = apps.get_model('orders', 'Order')
    orders = Order.objects.select_related('prefecture', 'municipality', 'client__prefecture')
    for order in orders.prefetch_related('skills__skill').iterator(chunk_size=WRITTEN_TOGETHER):
        Order.objects.filter(pk=order.pk).update(search_terms=_terms(order))


def _terms(order):
    places = [place for place in (order.prefecture, order.municipality, order.client.prefecture) if place is not None]
    skills = [wanted.skill for wanted in order.skills.all()]
    names = [name for named in (*places, *skills) for name in (named.name_ja, named.name_en)]
    narrowed_by = facets(
        prefecture=order.prefecture_id or '',
        block=order.prefecture.block if order.prefecture else '',
        remote=order.remote,
        unit=order.budget_unit,
        skills=[(skill.slug, skill.category_id) for skill in skills],
    )
    texts = [order.title, order.problem, order.wanted_outcome, order.client.name, *names]
    return term_numbers(text_terms(texts) | narrowed_by)


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0001_initial'),
        ('vocabulary', '0001_skills_and_places'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='order',
            name='order_search_terms',
        ),
        migrations.RemoveIndex(
            model_name='order',
            name='order_newest',
        ),
        migrations.RemoveIndex(
            model_name='order',
            name='order_closing',
        ),
        migrations.RemoveField(
            model_name='order',
            name='search_terms',
        ),
        migrations.AddField(
            model_name='order',
            name='search_terms',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, editable=False),
        ),
        # The terms of a usual order stay in its row (two to a page): read from elsewhere, each comparison takes six times as long.
        migrations.RunSQL(
            'ALTER TABLE orders_order SET (toast_tuple_target = 4096)', 'ALTER TABLE orders_order RESET (toast_tuple_target)'
        ),
        migrations.RunPython(write_terms, migrations.RunPython.noop),
    ]
