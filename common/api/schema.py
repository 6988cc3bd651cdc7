"""What the schema says about refusals, the same for every address."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction
from rest_framework import serializers
from rest_framework.permissions import SAFE_METHODS

from common.api.problems import MEDIA_TYPE

IDEMPOTENCY_KEY: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Any text of your own, new for each request. The same request sent again with the same key within "
    "a day is answered as before and carried out once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}
REFUSALS = {
    "400": "The request is not right: see `errors`.",
    "401": "No token, or one that does not work any more.",
    "403": "The token, or the role of its person, does not allow this.",
    "404": "There is nothing here, or not for this caller.",
    "409": "Not possible in the present state.",
    "422": "The content cannot be accepted.",
    "429": "Too many requests; `Retry-After` says when to ask again.",
    "default": "Every other refusal is a problem document, too.",
}


class BlameSerializer(serializers.Serializer[Any]):
    """One entry that is not right."""

    pointer = serializers.CharField(help_text="JSON pointer into the body; `#/name` of a query parameter likewise.")
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """A problem document (RFC 9457), in the reader's language."""

    type = serializers.URLField(help_text="Where this kind of problem is told.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField(help_text="The address that was asked.")
    code = serializers.CharField(help_text="Stays the same in every language.")
    errors = BlameSerializer(many=True, required=False)  # type: ignore[assignment]  # the base's property of that name


class ApiSchema(AutoSchema):
    """Adds the refusals, the key of repeated writes and the scope to each operation."""

    def get_operation(self, *arguments: Any, **named: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*arguments, **named)
        if operation is None:
            return None
        # The same view at a second address is a second operation.
        operation["operationId"] = getattr(self.view, "operation_prefix", "") + operation["operationId"]
        if self.method not in SAFE_METHODS:
            operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
        if scope := self.needed_scope():
            told = operation.get("description", "")
            operation["description"] = f"{told}\n\nA token needs the permission `{scope}`.".strip()
        return operation

    def needed_scope(self) -> str:
        """The scope that a token needs for this operation; the app that knows tokens says."""
        rules = [rule for rule in self.view.get_permissions() if hasattr(rule, "scope_for")]
        return next((str(rule.scope_for(self.view, self.method)) for rule in rules), "")

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        responses: dict[str, Any] = super()._get_response_bodies(direction=direction)
        if direction != "response":
            return responses
        for status in self._refusals():
            if status not in responses:
                told = self._get_response_for_code(ProblemSerializer, status, media_types=[MEDIA_TYPE])  # type: ignore[no-untyped-call]
                responses[status] = told | {"description": REFUSALS[status]}
        return responses

    def _refusals(self) -> list[str]:
        is_write = self.method not in SAFE_METHODS
        wanted = {"400", "429", "default"}
        if is_write:
            wanted |= {"409", "422"}
        if is_write or not getattr(self.view, "is_public", False):
            wanted |= {"401", "403"}
        if "{" in self.path:
            wanted.add("404")
        return [status for status in REFUSALS if status in wanted]
