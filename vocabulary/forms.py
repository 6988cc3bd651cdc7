"""What administrators enter in the vocabulary's own pages."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from common.forms import CleanCharField
from vocabulary.actions import AliasTakenError
from vocabulary.models import PHRASE_LENGTH, AliasUse, Skill, SkillCategory, TypicalUnit
from vocabulary.queries import active_skills, concept_index
from vocabulary.spelling import normalise

NAME_LENGTH, SLUG_LENGTH = 80, 60
NOTHING_LEFT = _("Please use letters or digits: nothing is left of this spelling.")


class FilterForm(forms.Form):
    q = CleanCharField(
        label=_("Skill, in any spelling"),
        required=False,
        max_length=PHRASE_LENGTH,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    category = forms.ModelChoiceField(
        label=_("Category"), required=False, queryset=SkillCategory.objects.all(), empty_label=_("Any")
    )
    which = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("active", _("In use")), ("inactive", _("Out of use")), ("edited", _("Edited here"))],
    )


class SkillForm(forms.ModelForm[Skill]):
    class Meta:
        model = Skill
        fields = ["name_ja", "name_en", "category", "parent", "typical_unit", "active"]
        field_classes = {"name_ja": CleanCharField, "name_en": CleanCharField}
        help_texts = {
            "parent": _("The wider skill this one belongs to. Whoever has the one is found for the other, with less."),
            "active": _("Out of use, it is no longer suggested and no longer found in texts. Old entries keep it."),
        }

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ModelChoiceField)
        parent.queryset = active_skills().exclude(pk=self.instance.pk)
        parent.empty_label = str(_("None"))
        self.fields["typical_unit"] = forms.ChoiceField(
            label=self.fields["typical_unit"].label, choices=TypicalUnit.choices, initial=TypicalUnit.PROJECT
        )

    def clean_name_ja(self) -> str:
        return self._name("name_ja")

    def clean_name_en(self) -> str:
        return self._name("name_en")

    def _name(self, field: str) -> str:
        name: str = self.cleaned_data[field]
        if not normalise(name):
            raise forms.ValidationError(NOTHING_LEFT)
        return name


class NewSkillForm(SkillForm):
    slug = CleanCharField(
        label=_("Id"),
        max_length=SLUG_LENGTH,
        help_text=_("Small letters, digits and hyphens; it stands in files and cannot be changed, for example rust."),
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Please use small letters, digits and hyphens."))],
    )
    field_order = ["name_ja", "name_en", "slug"]

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if Skill.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another skill has this id."))
        return slug


class AliasForm(forms.Form):
    text = CleanCharField(label=_("Another spelling"), max_length=PHRASE_LENGTH)
    use = forms.ChoiceField(label=_("Counts"), choices=AliasUse.choices, initial=AliasUse.ANYWHERE)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not normalise(text):
            raise forms.ValidationError(NOTHING_LEFT)
        return text


class PhraseForm(forms.Form):
    q = CleanCharField(
        label=_("It means this skill"),
        max_length=PHRASE_LENGTH,
        widget=forms.TextInput(
            attrs={
                "list": "skill-names",
                "autocomplete": "off",
                "hx-get": reverse_lazy("vocabulary:skill_options"),
                "hx-trigger": "input changed delay:200ms",
                "hx-target": "#skill-names",
            }
        ),
    )

    def clean_q(self) -> Skill:
        slug = concept_index().resolve(self.cleaned_data["q"])
        skill = Skill.objects.filter(slug=slug, active=True).first() if slug else None
        if skill is None:
            raise forms.ValidationError(_("The vocabulary knows no such skill. Choose one from the suggestions."))
        return skill


def taken(error: AliasTakenError) -> forms.ValidationError:
    """The sentence beside a spelling that means another skill."""
    return forms.ValidationError(_("This already means “%(skill)s”."), params={"skill": error.skill.label})
