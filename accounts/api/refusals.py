"""How refusals about files are told."""

from django.utils.translation import gettext_lazy as _

from accounts.errors import ImportMovedError
from common.api.problems import Refusal, register_refusals

IMPORT_MOVED = _("The file is in a state from which this is not possible. Please read its report.")


def register() -> None:
    register_refusals({ImportMovedError: Refusal(409, "import_moved", IMPORT_MOVED)})
