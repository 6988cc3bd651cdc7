"""Sessions in the database."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore


class SessionStore(DatabaseSessionStore):
    """Asks the database only for keys a session can have: a cookie may spell any character, NUL as well."""

    def _validate_session_key(self, key: str) -> bool:
        well_formed = super()._validate_session_key(key)  # type: ignore[misc]  # the stubs leave this hook out
        return bool(well_formed) and key.isascii() and key.isalnum()
