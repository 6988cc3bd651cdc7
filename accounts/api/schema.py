"""How the schema tells of tokens; the views load it."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension

__all__ = ["TokenScheme"]


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the library has no types
    """How the schema tells of it."""

    target_class = "accounts.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        description = "An access token from the account settings: `Authorization: Bearer kkh_…`."
        return {"type": "http", "scheme": "bearer", "description": description}
