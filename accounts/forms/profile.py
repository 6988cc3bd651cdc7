"""The sections of a freelancer's profile; each is a form of its own."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.forms.people import TAKEN, HandleField, handle_is_taken
from accounts.forms.places import PlaceForm
from accounts.models import Freelancer, PastWork, PortfolioItem, Profile, RemoteWork, SideJobPermission
from accounts.models.confirmations import LONGEST_ANSWER
from accounts.models.profiles import EARLIEST_YEAR, HIGHEST_RATE, HOURS_IN_WEEK, SkillLevel
from common.forms import CleanCharField, DayField, WholeNumberField, YenField
from common.japan import today_in_japan
from common.reader import reads_japanese
from vocabulary.labels import language_choices, level_choices
from vocabulary.models import Prefecture, Skill
from vocabulary.places import load_places
from vocabulary.queries import active_skills, concept_index

LONGEST_WORD = 80
FURTHEST_START_YEARS = 5


class YearField(WholeNumberField):
    """A year up to this one, or nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, min_value=EARLIEST_YEAR, **options)
        self.widget.attrs |= {"maxlength": 8, "class": "input-short"}

    def clean(self, value: Any) -> int | None:
        year: int | None = super().clean(value)
        if year is not None and year > today_in_japan().year:
            raise forms.ValidationError(_("This year has not come yet."), code="future")
        return year


class BasicsForm(forms.ModelForm[Profile]):
    handle = HandleField()

    class Meta:
        model = Profile
        fields = ["legal_name", "headline", "summary"]
        field_classes = {"legal_name": CleanCharField, "headline": CleanCharField, "summary": CleanCharField}
        widgets = {"summary": forms.Textarea(attrs={"rows": 8})}
        help_texts = {
            "legal_name": _("Shown only to clients that have chosen you, and to those you ask to confirm a work."),
            "headline": _("For example: I help small shops sell online."),
            "summary": _("What you do best, for whom, and how you work. You may paste a whole résumé."),
        }

    field_order = ["handle", "legal_name", "headline", "summary"]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["legal_name"].widget.attrs["autocomplete"] = "name"
        self.initial.setdefault("handle", self.instance.party.handle)

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        if handle_is_taken(handle, by_other_than=self.instance.party):
            raise forms.ValidationError(TAKEN, code="taken")
        return handle


class FirmBasicsForm(BasicsForm):
    """The legal name of a firm is the name of its organisation."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        del self.fields["legal_name"]


class ConditionsForm(PlaceForm[Profile]):
    onsite_prefectures = forms.ModelMultipleChoiceField(
        label=_("Prefectures you can visit"),
        help_text=_("For work on site or now and then. Choose as many as you like."),
        queryset=Prefecture.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Profile
        fields = [
            "rate_jpy_hour",
            "hours_per_week",
            "available_from",
            "prefecture",
            "municipality",
            "remote",
            "onsite_prefectures",
        ]
        field_classes = {"rate_jpy_hour": YenField, "hours_per_week": WholeNumberField, "available_from": DayField}
        widgets = {"remote": forms.RadioSelect}
        help_texts = {
            "rate_jpy_hour": _("Yen an hour, without consumption tax. Clients whose order fits you see it."),
            "hours_per_week": _("How much you could take on besides what you have."),
        }

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, highest in (("rate_jpy_hour", HIGHEST_RATE), ("hours_per_week", HOURS_IN_WEEK)):
            field = self.fields[name]
            assert isinstance(field, WholeNumberField)
            field.widget = forms.TextInput(
                attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-short"}
            )
            field.max_value = highest
        _offer(self.fields["remote"], RemoteWork.choices)

    def clean_available_from(self) -> date | None:
        day: date | None = self.cleaned_data["available_from"]
        if day is not None and day.year > today_in_japan().year + FURTHEST_START_YEARS:
            raise forms.ValidationError(_("Choose a day within the next five years."), code="far")
        return day

    def visits_by_region(self) -> Iterator[tuple[str, list[BoundWidget]]]:
        """The checkboxes of the prefectures, region by region from north to south."""
        boxes = {str(box.data["value"]): box for box in self["onsite_prefectures"]}
        japanese = reads_japanese()
        for area in load_places().blocks.values():
            yield area.name_ja if japanese else area.name_en, [boxes[code] for code in area.prefectures]


class FirmConditionsForm(ConditionsForm):
    """Where a firm is stands among its facts."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        del self.fields["prefecture"], self.fields["municipality"]


class PermissionForm(forms.ModelForm[Freelancer]):
    class Meta:
        model = Freelancer
        fields = ["side_job"]
        widgets = {"side_job": forms.RadioSelect}
        help_texts = {"side_job": _("If you are employed: does your employer allow work on the side?")}

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _offer(self.fields["side_job"], SideJobPermission.choices)


class ListingForm(forms.ModelForm[Profile]):
    class Meta:
        model = Profile
        fields = ["is_listed"]
        help_texts = {
            "is_listed": _("Clients whose order fits you see your display name and profile. Switch it off at any time.")
        }


class SkillLevelForm(forms.Form):
    level = forms.TypedChoiceField(
        label=_("How well"), choices=SkillLevel.choices, coerce=int, initial=SkillLevel.ALONE.value
    )
    last_used = YearField(label=_("Last used (year)"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if "level" in self.initial and self.initial["level"] is None:
            # Nothing is chosen for somebody of whom a file said no more than the skill.
            self.fields["level"].choices = [("", _("Please choose")), *SkillLevel.choices]  # type: ignore[attr-defined]  # of a choice field


class NewSkillForm(SkillLevelForm):
    """``q`` is called so because the list of suggestions asks for it by that name."""

    q = CleanCharField(
        label=_("Skill"),
        max_length=LONGEST_WORD,
        help_text=_("Start typing in Japanese or English and choose from the list."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "list": "skill-suggestions",
                "hx-get": reverse_lazy("vocabulary:skill_options"),
                "hx-trigger": "input changed delay:200ms",
                "hx-target": "#skill-suggestions",
                "hx-swap": "innerHTML",
            }
        ),
    )
    field_order = ["q", "level", "last_used"]

    def clean_q(self) -> Skill:
        slug = concept_index().resolve(self.cleaned_data["q"])
        skill = active_skills().filter(slug=slug).first() if slug else None
        if skill is None:
            raise forms.ValidationError(
                _("We do not know this word yet and have noted it. Please choose a similar skill from the list."),
                code="unknown",
            )
        return skill


class LabelledChoices(forms.ModelMultipleChoiceField[Any]):
    """Boxes to tick, each with the row's name in the reader's language."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class OwnSkillsField(LabelledChoices):
    """Skills of the profile, and those the row names although the profile does not any more."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("Of the skills in your profile."))
        super().__init__(queryset=Skill.objects.none(), required=False, **options)

    def offer(self, profile: Profile, row: PastWork | PortfolioItem) -> bool:
        """Whether there is anything to choose from."""
        held = Skill.objects.filter(pk__in=profile.skills.values("skill"))
        named = Skill.objects.filter(pk__in=row.skills.values("pk")) if row.pk else held.none()
        offered = held | named
        self.queryset = offered
        return offered.exists()


class WorkForm(forms.ModelForm[PastWork]):
    """With a profile that has no skills yet, no skills are asked for."""

    year = YearField(label=_("Year"))
    skills = OwnSkillsField(label=_("Skills used"))

    class Meta:
        model = PastWork
        fields = ["title", "role", "year", "skills", "text", "industry"]
        field_classes = dict.fromkeys(["title", "text", "industry", "role"], CleanCharField)
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "title": _("For example: online shop for a sake brewery."),
            "text": _("What was asked, what you did and what it changed. Please name no client without consent."),
            "role": _("For example: alone, from the plan to the training."),
        }

    def __init__(self, *arguments: Any, profile: Profile, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["skills"]
        assert isinstance(field, OwnSkillsField)
        if not field.offer(profile, self.instance):
            del self.fields["skills"]


class QuestionForm(forms.Form):
    """Whom to ask whether a past work was done as it is told."""

    email = forms.EmailField(
        label=_("Client's e-mail address"),
        max_length=254,
        help_text=_("Of the person for whom you worked. Nobody else sees it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class AnswerForm(forms.Form):
    """What a client says of a past work."""

    answer = forms.ChoiceField(
        label=_("Is that so?"),
        choices=[
            ("yes", _("Yes, this work was done for us as it stands here")),
            ("no", _("No, I do not confirm this")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please say yes or no.")},
    )
    word = CleanCharField(
        label=_("A word to the person, if you say no"),
        help_text=_("Only who asked you reads it."),
        max_length=LONGEST_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LanguageLevelForm(forms.Form):
    level = forms.TypedChoiceField(label=_("Level"), choices=level_choices, coerce=int)


class NewLanguageForm(LanguageLevelForm):
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    field_order = ["language", "level"]


def _offer(field: forms.Field, choices: list[tuple[str, Any]]) -> None:
    """Radio buttons with an answer for those who do not want to say."""
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("Not stated")), *choices]
