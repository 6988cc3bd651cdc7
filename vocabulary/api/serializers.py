"""How words are told."""

from typing import Any

from rest_framework import serializers

from vocabulary.models import Municipality, Prefecture, Skill


class SkillSerializer(serializers.ModelSerializer[Skill]):
    skill = serializers.SlugField(source="slug", help_text="The name by which other addresses know it.")
    name = serializers.CharField(source="label", help_text="In the reader's language.")
    category = serializers.CharField(source="category_id")

    class Meta:
        model = Skill
        fields = ("skill", "name", "name_ja", "name_en", "category")


class PrefectureSerializer(serializers.ModelSerializer[Prefecture]):
    name = serializers.CharField(source="label")

    class Meta:
        model = Prefecture
        fields = ("code", "name", "name_ja", "name_en", "block", "metro_area")


class MunicipalitySerializer(serializers.ModelSerializer[Municipality]):
    name = serializers.CharField(source="label")
    prefecture = serializers.CharField(source="prefecture_id")

    class Meta:
        model = Municipality
        fields = ("code", "name", "name_ja", "name_en", "prefecture")


class LanguageSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="ISO 639-1.")
    name = serializers.CharField()


class LevelSerializer(serializers.Serializer[Any]):
    level = serializers.IntegerField(min_value=1, max_value=7)
    name = serializers.CharField()
