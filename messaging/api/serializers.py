"""How a notice is told."""

from typing import Any

from rest_framework import serializers

from messaging.queries import Told


class NoticeSerializer(serializers.Serializer[Told]):
    """A sentence for one reader, in their language."""

    id = serializers.IntegerField(source="notification.pk")
    kind = serializers.CharField(source="notification.kind")
    subject = serializers.CharField()
    body = serializers.CharField()
    path = serializers.CharField(source="notification.path", help_text="The page it is about.")
    created_at = serializers.DateTimeField(source="notification.created_at")
    read_at = serializers.DateTimeField(source="notification.read_at", allow_null=True)


class UnreadSerializer(serializers.Serializer[Any]):
    unread = serializers.IntegerField()
