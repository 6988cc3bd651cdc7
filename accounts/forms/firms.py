"""A partner firm: where it is, who belongs to its team, which certificates it holds."""

import re
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.errors import AlreadyListedError, NotMemberError
from accounts.forms.places import PlaceForm
from accounts.models import FirmCertificate, FirmMember, FirmRole, Organisation, PartnerFirm, User
from accounts.models.firms import HOURS_IN_WEEK, MOST_ENGINEERS
from common.contacts import names_a_contact
from common.forms import CleanCharField, DayField, WholeNumberField
from common.reader import language_of_reader
from vocabulary.countries import HOME, load_countries
from vocabulary.labels import country_choices, language_choices, level_choices, zone_choices
from vocabulary.models import Skill
from vocabulary.queries import active_skills, concept_index

FIRM_REFUSALS = (AlreadyListedError, NotMemberError)
NO_CONTACTS = _("An address or telephone number cannot be a name.")
NO_PREFECTURE = _("A firm in Japan needs its prefecture.")
TOO_MANY_SKILLS = _("Please name 20 skills at most.")
LANGUAGE_ROWS = 3
MOST_SKILLS = 20
LONGEST_QUOTE = 30
MOST_QUOTED = 5
_SEPARATORS = re.compile(r"[,、，;；\n]+")


def blamed_of_firm(error: Exception) -> tuple[str, str]:
    """Of FIRM_REFUSALS: the entry that was refused, and the sentence beside it."""
    if isinstance(error, AlreadyListedError):
        return error.field, gettext("Your list has an entry of this name already.")
    return "user", gettext("This account is no member of your firm any more.")


def usual_zone(country: str) -> str:
    return load_countries()[country].zones[0]


class WhereForm(forms.Form):
    """Country and time zone; without a zone, the country's most usual one."""

    country = forms.ChoiceField(label=_("Country or territory"), choices=country_choices, initial=HOME)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Leave it open to take the usual one of the country."),
        choices=lambda: [("", gettext("As usual in the country")), *zone_choices()],
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "country" in cleaned and not cleaned.get("time_zone") and "time_zone" not in self.errors:
            cleaned["time_zone"] = usual_zone(cleaned["country"])
        return cleaned


class FirmForm(WhereForm, PlaceForm[Organisation]):
    """A firm in Japan says its prefecture, one abroad its city."""

    city = CleanCharField(
        label=_("City (outside Japan)"), required=False, max_length=80, help_text=_("For example: Da Nang.")
    )
    engineers = WholeNumberField(
        label=_("Number of engineers"),
        required=False,
        min_value=1,
        max_value=MOST_ENGINEERS,
        help_text=_("Roughly is enough."),
    )

    class Meta:
        model = Organisation
        fields = ["name", "prefecture", "municipality"]
        field_classes = {"name": CleanCharField}
        labels = {"name": _("Name of the firm")}
        widgets = {
            "prefecture": forms.Select(
                attrs={"hx-get": reverse_lazy("vocabulary:municipality_options"), "hx-target": "#id_municipality"}
            ),
        }
        help_texts = {
            "name": _("Clients read it only after they have chosen you; until then they see your display name."),
            "prefecture": _("For a firm in Japan."),
        }

    field_order = ["name", "country", "prefecture", "municipality", "city", "time_zone", "engineers"]

    def __init__(self, *arguments: Any, firm: PartnerFirm | None = None, **options: Any) -> None:
        if firm is not None:
            told = {name: getattr(firm, name) for name in ("country", "city", "time_zone", "engineers")}
            options["initial"] = told | options.get("initial", {})
        super().__init__(*arguments, **options)
        self.fields["name"].widget.attrs["autocomplete"] = "organization"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("country", HOME) != HOME:
            cleaned["prefecture"] = cleaned["municipality"] = None
            self.errors.pop("municipality", None)
        else:
            cleaned["city"] = ""
            if cleaned.get("prefecture") is None and "prefecture" not in self.errors:
                self.add_error("prefecture", NO_PREFECTURE)
        return cleaned

    @property
    def firm_facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("country", "city", "time_zone", "engineers")}

    @property
    def organisation_facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "prefecture", "municipality")}


class NewFirmForm(FirmForm):
    full_name = CleanCharField(
        label=_("Your name"),
        max_length=100,
        help_text=_("Your colleagues see this name. After an award, the other side sees it, too; nobody else does."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["full_name", *FirmForm.field_order]


class TeamMemberForm(WhereForm, forms.ModelForm[FirmMember]):
    """``language_1`` … with ``level_1`` … are the languages; skills are typed, separated by commas."""

    skills = CleanCharField(
        label=_("Skills"),
        required=False,
        max_length=600,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Separated by commas, for example: Python, React, AWS."),
    )
    user = forms.ModelChoiceField(
        label=_("Account on Kakehashi"),
        required=False,
        queryset=User.objects.none(),
        empty_label=_("None"),
        help_text=_("If this person signs in to Kakehashi as a member of your firm."),
    )

    class Meta:
        model = FirmMember
        fields = ["name", "legal_name", "role", "hours_per_week", "user"]
        field_classes = {"name": CleanCharField, "legal_name": CleanCharField, "hours_per_week": WholeNumberField}
        help_texts = {
            "name": _("A first name or nickname is enough. Clients see it on your bids."),
            "legal_name": _("Clients see it only after an award. You may leave it empty."),
            "hours_per_week": _("How much of this person's time is free for new orders."),
        }

    def __init__(self, *arguments: Any, firm: PartnerFirm, **options: Any) -> None:
        member = options.get("instance")
        options["initial"] = _told_of(member) if member else {"country": firm.country, "time_zone": firm.time_zone}
        super().__init__(*arguments, **options)
        hours, user = self.fields["hours_per_week"], self.fields["user"]
        assert isinstance(hours, WholeNumberField)
        hours.max_value = HOURS_IN_WEEK
        hours.widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-short"})
        assert isinstance(user, forms.ModelChoiceField)
        user.queryset = User.objects.filter(memberships__organisation=firm.party.organisation_id, is_active=True)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [("", _("Please choose")), *FirmRole.choices]
        for number in range(1, LANGUAGE_ROWS + 1):
            self._add_language(number)
        self.instance.firm = firm

    def _add_language(self, number: int) -> None:
        choose = ("", gettext("Please choose"))
        self.fields[f"language_{number}"] = forms.ChoiceField(
            label=gettext("Language %(n)s") % {"n": number}, required=False, choices=[choose, *language_choices()]
        )
        self.fields[f"level_{number}"] = forms.TypedChoiceField(
            label=gettext("Level of language %(n)s") % {"n": number},
            required=False,
            coerce=int,
            empty_value=None,
            choices=[choose, *level_choices()],
        )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if names_a_contact(name):
            raise forms.ValidationError(NO_CONTACTS, code="contact")
        return name

    def clean_skills(self) -> list[Skill]:
        index = concept_index()
        slugs, unknown = [], []
        for word in filter(None, map(str.strip, _SEPARATORS.split(self.cleaned_data["skills"]))):
            slug = index.resolve(word)
            slugs.append(slug) if slug else unknown.append(word)
        if unknown:
            raise forms.ValidationError(
                _("We do not know these words yet: %(words)s. Please choose similar ones."),
                code="unknown",
                params={"words": _quoted(unknown)},
            )
        if len(set(slugs)) > MOST_SKILLS:
            raise forms.ValidationError(TOO_MANY_SKILLS, code="many")
        return list(active_skills().filter(slug__in=slugs))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        spoken: dict[str, int] = {}
        for number in range(1, LANGUAGE_ROWS + 1):
            language, level = cleaned.get(f"language_{number}"), cleaned.get(f"level_{number}")
            if language and not level and f"level_{number}" not in self.errors:
                self.add_error(f"level_{number}", _("Please choose the level as well."))
            elif level and not language and f"language_{number}" not in self.errors:
                self.add_error(f"language_{number}", _("Please choose the language as well."))
            elif language in spoken:
                self.add_error(f"language_{number}", _("This language is named twice."))
            elif language and level:
                spoken[language] = level
        cleaned["languages"] = list(spoken.items())
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        names = (*self.Meta.fields, "country", "time_zone", "skills", "languages")
        return {name: self.cleaned_data[name] for name in names}


def _quoted(words: list[str]) -> str:
    """The first of them, none at length: a pasted text would bury the sentence around it."""
    shown = [word if len(word) <= LONGEST_QUOTE else f"{word[:LONGEST_QUOTE]}…" for word in words[:MOST_QUOTED]]
    return ", ".join([*shown, *(["…"] if len(words) > MOST_QUOTED else [])])


class CertificateForm(forms.ModelForm[FirmCertificate]):
    class Meta:
        model = FirmCertificate
        fields = ["name", "number", "valid_until"]
        field_classes = {"name": CleanCharField, "number": CleanCharField, "valid_until": DayField}
        help_texts = {
            "name": _("For example: ISO/IEC 27001, PrivacyMark."),
            "number": _("If the certificate has one."),
        }


def _told_of(member: FirmMember) -> dict[str, Any]:
    reader = language_of_reader()
    index = concept_index()
    told: dict[str, Any] = {
        "country": member.country,
        "time_zone": member.time_zone,
        "skills": ", ".join(index.label(skill.slug, reader) for skill in member.skills.all()),
    }
    for number, row in enumerate(member.languages.all()[:LANGUAGE_ROWS], start=1):
        told |= {f"language_{number}": row.language, f"level_{number}": row.level}
    return told
