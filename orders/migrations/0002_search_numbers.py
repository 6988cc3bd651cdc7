"""Search terms become numbers, with what a list is narrowed by among them; every order's are written anew."""

import unicodedata
from zlib import crc32

import django.contrib.postgres.fields
from django.db import migrations, models

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
    narrowed_by = [
        ('prefecture', order.prefecture_id),
        ('block', order.prefecture and order.prefecture.block),
        ('remote', order.remote),
        ('unit', order.budget_unit),
        *(('skill', skill.slug) for skill in skills),
        *(('category', skill.category_id) for skill in skills),
    ]
    texts = [order.title, order.problem, order.wanted_outcome, order.client.name, *names]
    pairs = {pair for text in texts for pair in _pairs(text)}
    letters = {letter for pair in pairs for letter in pair}
    return sorted(map(_number, pairs | letters | {f'{name}:{value}' for name, value in narrowed_by if value}))


# As the platform found orders by words when this was written.


def _pairs(text):
    """Folded pairs of neighbouring letters, word by word; a word of one letter stands alone."""
    for word in unicodedata.normalize('NFKC', text).casefold().split():
        kept = ''.join(letter for letter in word if unicodedata.category(letter)[0] in 'LMN')
        yield from {kept[start : start + 2] for start in range(max(len(kept) - 1, 1))} - {''}


def _number(term):
    """Signed, of 32 bits: both letters of a pair, or a checksum."""
    codes = [ord(letter) for letter in term]
    if len(codes) <= 2 and max(codes) < 0x10000:
        number = codes[0] << 16 | (codes[1] if len(codes) == 2 else 0)
    else:
        number = 0xD800_0000 | crc32(term.encode()) & 0x07FF_FFFF
    return number - (1 << 32) if number >> 31 else number


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
