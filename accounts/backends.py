"""How the signed-in user of a request is found."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from accounts.models import LegalVersion, User


class ReaderBackend(AuthenticationBackend):
    """Looks, in the query that loads the user anyway, whether a legal text waits for their consent."""

    def get_user(self, user_id: Any) -> User | None:
        """With ``owes_consent`` (bool); None for nobody or an account that is switched off."""
        owed = LegalVersion.objects.owed_by(OuterRef(OuterRef("pk")))
        found = User.objects.annotate(owes_consent=Exists(owed)).filter(pk=user_id).first()
        return found if found is not None and self.user_can_authenticate(found) else None
