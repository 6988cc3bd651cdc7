"""The API: REST framework, its schema, and how often one caller may ask."""

from typing import Any

import environ

_env = environ.FileAwareEnv()

# Requests a minute. Generous: they stop a program that has gone astray, not one at work.
API_REQUESTS_A_MINUTE: dict[str, int] = {
    "token": _env.int("API_REQUESTS_A_MINUTE_TOKEN", default=600),
    "user": _env.int("API_REQUESTS_A_MINUTE_USER", default=600),
    "anonymous": _env.int("API_REQUESTS_A_MINUTE_ANONYMOUS", default=120),
}

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.NeedsScope"],
    "DEFAULT_THROTTLE_CLASSES": ["accounts.api.throttling.CallerThrottle"],
    "DEFAULT_PARSER_CLASSES": ["common.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "common.api.pagination.CursorPages",
    "DEFAULT_SCHEMA_CLASS": "common.api.schema.ApiSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    # The address says everything; a parameter called "format" means nothing here.
    "URL_FORMAT_OVERRIDE": None,
    "NUM_PROXIES": 1 if _env.bool("BEHIND_PROXY", default=False) else 0,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
DRF_STANDARDIZED_ERRORS: dict[str, Any] = {
    "EXCEPTION_HANDLER_CLASS": "common.api.handler.ProblemHandler",
    "EXCEPTION_FORMATTER_CLASS": "common.api.handler.ProblemFormatter",
    "ENABLE_IN_DEBUG_FOR_UNHANDLED_EXCEPTIONS": True,
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Kakehashi API",
    "VERSION": "1",
    "DESCRIPTION": (
        "Everything the pages of Kakehashi do, for programs. Create an access token in your account settings and send "
        "it as `Authorization: Bearer kkh_…`. Refusals are problem documents (RFC 9457); lists go on at `next`; "
        "with an `Idempotency-Key`, a write that is sent twice happens once."
    ),
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "DISABLE_ERRORS_AND_WARNINGS": False,
    "ENUM_NAME_OVERRIDES": {
        "OrderStatusEnum": "orders.states.OrderStatus",
        "ImportStatusEnum": "accounts.states.ImportStatus",
        "BidStatusEnum": "orders.states.BidStatus",
        "RemoteShareEnum": "orders.models.RemoteShare",
        "RemoteWorkEnum": "accounts.models.RemoteWork",
        "PartyKindEnum": "accounts.models.PartyKind",
        "OrganisationKindEnum": "accounts.models.OrganisationKind",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "filter": True, "validatorUrl": None, "persistAuthorization": False},
}
