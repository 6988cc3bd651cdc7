"""How an import is told."""

from typing import Any

from rest_framework import serializers

from accounts.models import DataImport


class FindingSerializer(serializers.Serializer[Any]):
    """One thing that was noticed in a file."""

    line = serializers.IntegerField(help_text="From 1; 0 when it is about the whole file.")
    column = serializers.CharField(help_text="Empty when it is about the whole line.")
    reason = serializers.CharField(source="sentence", help_text="In the reader's language.")


class ImportLineSerializer(serializers.ModelSerializer[DataImport]):
    """A file that was brought, and how far it has got."""

    id = serializers.CharField(source="public_id")
    organisation = serializers.CharField(
        source="owner.public_id", default=None, allow_null=True, help_text="For whom; null is the platform."
    )
    options = serializers.DictField(help_text="What was chosen when the file was brought.")
    percent = serializers.IntegerField(help_text="How much of the present step is done.")

    class Meta:
        model = DataImport
        fields: tuple[str, ...] = (
            "id", "kind", "format", "file_name", "size", "organisation", "options", "status", "percent", "rows",
            "created", "updated", "unchanged", "error_count", "warning_count", "created_at", "checked_at", "ended_at",
        )  # fmt: skip


class ImportSerializer(ImportLineSerializer):
    """With its report: the first 500 mistakes and notes."""

    errors = FindingSerializer(many=True, help_text="With any of these, nothing is imported.")  # type: ignore[assignment]  # the base's property of that name
    warnings = FindingSerializer(many=True, help_text="What was read otherwise than it was written.")

    class Meta(ImportLineSerializer.Meta):
        fields = (*ImportLineSerializer.Meta.fields, "errors", "warnings")
