"""Parties of a suspended organisation were once marked as suspended themselves; nothing takes such a mark away any more.

Whether their organisation is suspended is asked of the organisation, so a mark stands for a decision of their own only.
"""

from django.db import migrations
from django.db.models import Exists, OuterRef


def clear_marks(apps, schema_editor):
    decisions = apps.get_model('accounts', 'Decision').objects
    own = decisions.filter(party=OuterRef('pk'), measure='suspend', lifted_at=None)
    marked = apps.get_model('accounts', 'Party').objects.filter(organisation__isnull=False, suspended_at__isnull=False)
    marked.filter(~Exists(own)).update(suspended_at=None)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0022_names_of_relations'),
    ]

    operations = [
        migrations.RunPython(clear_marks, migrations.RunPython.noop),
    ]
