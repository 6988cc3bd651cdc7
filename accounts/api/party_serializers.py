"""How parties are told to those who act for them."""

from rest_framework import serializers

from accounts.models import Party


class PartySerializer(serializers.ModelSerializer[Party]):
    """Who bids and is ranked: a freelancer, a lent person or a firm, by the name shown until an award."""

    id = serializers.CharField(source="public_id")
    organisation = serializers.CharField(
        source="organisation.public_id", allow_null=True, default=None, help_text="The firm or lending company."
    )

    class Meta:
        model = Party
        fields = ("id", "kind", "handle", "organisation")
