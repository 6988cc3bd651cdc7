"""The vocabulary in the administrators' pages: read, search, and teach it new spellings."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.admin import ReadOnly, linked
from vocabulary.actions import AliasTakenError, add_alias, reject_phrase, remove_alias
from vocabulary.forms import taken
from vocabulary.models import AliasUse, Municipality, Prefecture, ProposedPhrase, Skill, SkillAlias, SkillCategory

# Django's classes take type arguments only in their stubs.
if TYPE_CHECKING:
    _AliasForm = forms.ModelForm[SkillAlias]
    _AliasAdmin = admin.ModelAdmin[SkillAlias]
    _Inline = admin.TabularInline[Any, Any]
    _Admin = admin.ModelAdmin[Any]
    from django.db.models import QuerySet
else:
    _AliasForm = forms.ModelForm
    _AliasAdmin = _Admin = admin.ModelAdmin
    _Inline = admin.TabularInline


class AliasInline(ReadOnly, _Inline):
    model = SkillAlias
    fields = ("text", "use")
    extra = 0


@admin.register(SkillCategory)
class SkillCategoryAdmin(ReadOnly, _Admin):
    list_display = ("slug", "name_ja", "name_en")
    search_fields = ("slug", "name_ja", "name_en")


@admin.register(Skill)
class SkillAdmin(ReadOnly, _Admin):
    its_category = linked("category", _("category"))
    list_display = ("slug", "name_ja", "name_en", "its_category", "active", "edited_at")
    list_filter = ("active", "category")
    list_select_related = ("category",)
    search_fields = ("slug", "name_ja", "name_en", "aliases__text")
    inlines = (AliasInline,)


class AliasForm(_AliasForm):
    class Meta:
        model = SkillAlias
        fields = ("skill", "text", "use")

    def clean(self) -> dict[str, Any]:
        """Teach the vocabulary here already: whether a spelling is free is only known to the action."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            self.instance = add_alias(cleaned["skill"], cleaned["text"], use=AliasUse(cleaned["use"]))
        except AliasTakenError as error:
            self.add_error("text", taken(error))
        except ValueError:
            self.add_error("text", _("Nothing usable is left of this spelling."))
        return cleaned


@admin.register(SkillAlias)
class SkillAliasAdmin(_AliasAdmin):
    form = AliasForm
    its_skill = linked("skill", _("skill"))
    list_display = ("text", "its_skill", "use", "shipped")
    list_filter = ("use", "shipped")
    list_select_related = ("skill",)
    search_fields = ("text", "normalised", "skill__name_ja", "skill__name_en")
    autocomplete_fields = ("skill",)

    def has_change_permission(self, request: HttpRequest, obj: SkillAlias | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SkillAlias | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not obj.shipped)

    def save_model(self, request: HttpRequest, obj: SkillAlias, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        """The form has done it."""

    def delete_model(self, request: HttpRequest, obj: SkillAlias) -> None:
        remove_alias(obj)

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[SkillAlias]") -> None:
        for alias in queryset.filter(shipped=False):
            remove_alias(alias)


@admin.register(Prefecture)
class PrefectureAdmin(ReadOnly, _Admin):
    list_display = ("code", "name_ja", "name_en", "block", "metro_area")
    list_filter = ("block", "metro_area")
    search_fields = ("code", "name_ja", "name_kana", "name_en")


@admin.register(Municipality)
class MunicipalityAdmin(ReadOnly, _Admin):
    its_prefecture = linked("prefecture", _("prefecture"))
    list_display = ("code", "name_ja", "name_kana", "name_en", "its_prefecture")
    list_filter = ("prefecture",)
    list_select_related = ("prefecture",)
    search_fields = ("code", "name_ja", "name_kana", "name_en")


@admin.register(ProposedPhrase)
class ProposedPhraseAdmin(ReadOnly, _Admin):
    list_display = ("text", "times", "status", "first_seen", "last_seen")
    date_hierarchy = "last_seen"
    list_filter = ("status",)
    search_fields = ("text", "normalised")
    actions = ("put_aside",)

    @admin.action(description=_("Put aside as not a skill"))
    def put_aside(self, request: HttpRequest, queryset: "QuerySet[ProposedPhrase]") -> None:
        for phrase in queryset:
            reject_phrase(phrase)
