"""The first version of every legal text: without one nobody could say what they agree to when they register."""

from django.db import migrations

from accounts.first_texts import CHANGES_EN, CHANGES_JA, FIRST_DAY, first_texts


def publish_first_texts(apps, schema_editor):
    """Only kinds without any version get one; what administrators have published since stays."""
    versions = apps.get_model("accounts", "LegalVersion").objects
    for text in first_texts():
        if not versions.filter(kind=text.kind.value).exists():
            versions.create(
                kind=text.kind.value,
                number=1,
                body_ja=text.body_ja,
                body_en=text.body_en,
                changes_ja=CHANGES_JA,
                changes_en=CHANGES_EN,
                needs_consent=text.needs_consent,
                valid_from=FIRST_DAY,
            )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_legal_texts_and_contact")]
    operations = [migrations.RunPython(publish_first_texts, migrations.RunPython.noop)]
