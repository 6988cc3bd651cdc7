"""A lending company's people: what it says of them, to what it agrees, and by what its list is narrowed."""

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.errors import (
    AlreadyLentError,
    AlreadyListedError,
    CapBelowPromisedError,
    HandleTakenError,
    LicenceMissingError,
)
from accounts.forms.people import TAKEN as HANDLE_TAKEN
from accounts.forms.people import HandleField, handle_is_taken
from accounts.forms.profile import YearField
from accounts.lending import ConsentState
from accounts.models import ConsentScope, LendingForm, Party, Personnel, PersonnelRole
from accounts.models.personnel import (
    DISPATCH_LICENCE,
    HOURS_IN_LONGEST_MONTH,
    HOURS_IN_WEEK,
    MOST_TRAINING_HOURS,
    MOST_YEARS,
)
from accounts.rules import LONGEST_CONSENT
from common.forms import CleanCharField, DayField, WholeNumberField
from common.japan import today_in_japan

LENT_ELSEWHERE = _(
    "Another company lends this person already, so they cannot be added. The administrators have been told and will "
    "look into it."
)
LISTED = _("Your list has a person with this entry already.")
NO_LICENCE = _("Worker dispatch needs the number of the licence.")
BAD_LICENCE = _("Write it like “派13-123456”.")
PAST_DAY = _("This day is in the past. Please enter today or later.")
CONSENT_TOO_LONG = _("Please agree for at most two years, and then again.")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−ー－"), "-")

# What create_personnel and edit_personnel refuse because of one entry.
PERSON_REFUSALS = (
    AlreadyLentError,
    AlreadyListedError,
    CapBelowPromisedError,
    HandleTakenError,
    LicenceMissingError,
)


def blamed_of_person(error: Exception) -> tuple[str, str]:
    """Of PERSON_REFUSALS: the entry that was refused, and the sentence beside it."""
    match error:
        case AlreadyLentError():
            return "email", str(LENT_ELSEWHERE)
        case AlreadyListedError(field=field):
            return field, str(LISTED)
        case CapBelowPromisedError(span=span, sentence=sentence):
            return f"{span}ly_cap", sentence
        case LicenceMissingError():
            return "dispatch_licence", str(NO_LICENCE)
    return "handle", str(HANDLE_TAKEN)


def plain_licence(typed: str) -> str:
    """The number of a licence out of what people type: full-width digits and any kind of dash."""
    return unicodedata.normalize("NFKC", typed).translate(_DASHES).replace(" ", "")


class LicenceField(CleanCharField):
    def to_python(self, value: Any) -> str:
        return plain_licence(super().to_python(value))


class PersonnelForm(forms.Form):
    legal_name = CleanCharField(
        label=_("Legal name"),
        max_length=100,
        help_text=_("Shown to a client only after it has chosen this person."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("The person's own e-mail address"),
        max_length=254,
        help_text=_(
            "We send the link by which the person agrees to this address. Nobody else sees it. If you change it, the "
            "person is asked to agree again."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    staff_number = CleanCharField(label=_("Staff number"), max_length=40, required=False)
    headline = CleanCharField(
        label=_("What this person does, in one line"),
        max_length=120,
        help_text=_("For example: makes counters of town halls easier for citizens and staff."),
    )
    lending_form = forms.ChoiceField(label=_("Form of lending"), choices=LendingForm.choices, widget=forms.RadioSelect)
    dispatch_licence = LicenceField(
        label=_("Dispatch licence number"),
        required=False,
        max_length=10,
        validators=[RegexValidator(DISPATCH_LICENCE, BAD_LICENCE)],
        help_text=_("Only for worker dispatch, like “派13-123456”."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=PersonnelRole.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The four roles the Ministry of Internal Affairs and Communications names for municipal DX."),
    )
    public_years = WholeNumberField(
        label=_("Years of work with public administration"),
        required=False,
        min_value=0,
        max_value=MOST_YEARS,
        unit=_("years"),
    )
    public_experience = CleanCharField(
        label=_("Work with public administration"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Which kind of office, what was done, what came of it."),
    )
    weekly_cap = WholeNumberField(
        label=_("Most hours a week"), min_value=1, max_value=HOURS_IN_WEEK, initial=40, unit=_("hours")
    )
    monthly_cap = WholeNumberField(
        label=_("Most hours a month"),
        min_value=1,
        max_value=HOURS_IN_LONGEST_MONTH,
        initial=160,
        unit=_("hours"),
        help_text=_("More than this cannot be promised for this person, whatever is awarded."),
    )
    handle = HandleField()

    def __init__(self, *arguments: Any, party: Party | None = None, **options: Any) -> None:
        if party is not None:
            options["initial"] = facts_of_person(party)
        super().__init__(*arguments, **options)
        self.party = party
        self.fields["handle"].required = party is not None
        if party is None:
            self.fields["handle"].help_text = _("Left empty, we propose one. Please do not use the real name.")

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        if handle and handle_is_taken(handle, by_other_than=self.party):
            raise forms.ValidationError(HANDLE_TAKEN, code="taken")
        return handle

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        form, licence = cleaned.get("lending_form"), cleaned.get("dispatch_licence")
        if form == LendingForm.DISPATCH and licence == "":
            self.add_error("dispatch_licence", NO_LICENCE)
        return cleaned

    def facts(self) -> dict[str, Any]:
        """The valid form's content; an empty display name is left to be proposed."""
        return {name: value for name, value in self.cleaned_data.items() if name != "handle" or value}


def facts_of_person(party: Party) -> dict[str, Any]:
    """The stored facts by the names of the form's fields."""
    personnel: Personnel = party.personnel
    own = {
        name: getattr(personnel, name)
        for name in PersonnelForm.base_fields
        if name not in ("handle", "legal_name", "headline")
    }
    profile = party.profile
    return own | {"handle": party.handle, "legal_name": profile.legal_name, "headline": profile.headline}


class TrainingForm(forms.Form):
    name = CleanCharField(label=_("Name of the training"), max_length=120)
    year = YearField(label=_("Year"))
    hours = WholeNumberField(
        label=_("Hours"), required=False, min_value=1, max_value=MOST_TRAINING_HOURS, unit=_("hours")
    )


class ConsentForm(forms.Form):
    """To what somebody agrees, and until when; a year at first."""

    scopes = forms.MultipleChoiceField(
        label=_("What you agree to"),
        choices=ConsentScope.choices,
        initial=ConsentScope.values,
        widget=forms.CheckboxSelectMultiple,
    )
    expires_on = DayField(label=_("Until the end of"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        today = today_in_japan()
        self.fields["expires_on"].initial = date(today.year + 1, today.month, min(today.day, 28))

    def clean_expires_on(self) -> date:
        day: date = self.cleaned_data["expires_on"]
        if day < today_in_japan():
            raise forms.ValidationError(PAST_DAY, code="past")
        if day > today_in_japan() + LONGEST_CONSENT:
            raise forms.ValidationError(CONSENT_TOO_LONG, code="far")
        return day

    def terms(self) -> dict[str, Any]:
        """The valid form's scopes and last day."""
        return {name: self.cleaned_data[name] for name in ("scopes", "expires_on")}


class LinkedConsentForm(ConsentForm):
    """Behind the personal link; where the mailbox has an account nobody is signed in to, it can be connected."""

    connect = forms.BooleanField(
        label=_("Connect my account on this platform"),
        required=False,
        help_text=_("There you then find your matches, bids and hours, and can withdraw at any time."),
    )

    def __init__(self, *arguments: Any, has_account: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not has_account:
            del self.fields["connect"]


class PeopleConsentForm(ConsentForm):
    """The company's consent for several of its people at once; ``chosen`` are those it is for."""

    people = forms.MultipleChoiceField(
        label=_("For whom"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Please choose at least one person."),
            "invalid_choice": _("Somebody on the list has changed in the meantime. Please look at it again."),
        },
    )
    field_order = ["people", "scopes", "expires_on"]

    def __init__(self, *arguments: Any, people: Iterable[Party], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._people = {party.public_id: party for party in people}
        field = self.fields["people"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, _named(party)) for key, party in self._people.items()]
        field.initial = list(self._people)

    @property
    def chosen(self) -> list[Party]:
        return [self._people[key] for key in self.cleaned_data["people"]]


def _named(party: Party) -> str:
    return f"{party.profile.legal_name} ({party.handle}), {party.personnel.email}"


class EndCommitmentForm(forms.Form):
    from_day = DayField(label=_("Free again from"))


class PeopleFilterForm(forms.Form):
    """Whatever cannot be understood narrows nothing."""

    q = CleanCharField(label=_("Name, display name or staff number"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All")), *PersonnelRole.choices])
    state = forms.ChoiceField(label=_("Consent"), required=False, choices=[("", _("All")), *ConsentState.choices])
    sort = forms.ChoiceField(
        label=_("Sort by"), required=False, choices=[("", _("By display name")), ("newest", _("Newest first"))]
    )

    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
