"""What people change about themselves."""

from django.db import transaction

from accounts.models import User


@transaction.atomic
def change_settings(user: User, *, full_name: str, language: str) -> None:
    """``language`` is a code of settings.LANGUAGES, or empty to follow the browser."""
    changed = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    changed.full_name, changed.language = full_name, language
    changed.save(update_fields=["full_name", "language"])
    user.full_name, user.language = full_name, language
