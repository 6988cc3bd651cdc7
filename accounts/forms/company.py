"""A company, its members and their invitations."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.forms.places import PlaceForm
from accounts.models import LOCAL_GOVERNMENTS, Organisation, OrganisationKind, Role
from common.forms import CleanCharField, WholeNumberField

ROLE_CHOICES = [
    (Role.OWNER.value, _("Owner: everything, including who is a member")),
    (Role.EDITOR.value, _("Editor: posts orders, chooses people, edits the organisation's page")),
    (Role.VIEWER.value, _("Viewer: reads, changes nothing")),
]


class CompanyForm(PlaceForm[Organisation]):
    class Meta:
        model = Organisation
        fields = ["name", "prefecture", "municipality", "industry", "employees", "introduction"]
        field_classes = {
            "name": CleanCharField,
            "industry": CleanCharField,
            "employees": WholeNumberField,
            "introduction": CleanCharField,
        }
        widgets = {
            "prefecture": forms.Select(
                attrs={"hx-get": reverse_lazy("vocabulary:municipality_options"), "hx-target": "#id_municipality"}
            ),
            "introduction": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "industry": _("In your own words, for example: soy sauce brewery, inn, builder."),
            "employees": _("Roughly is enough."),
            "introduction": _("Two or three sentences: what you make or do, and for whom."),
        }

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["name"].widget.attrs["autocomplete"] = "organization"
        self.fields["prefecture"].required = True
        if self.instance.kind != OrganisationKind.COMPANY:
            self.fields["name"].label = _("Name of the organisation")
            self.fields["introduction"].label = _("What the organisation does")
        if self.instance.kind == OrganisationKind.MUNICIPALITY:
            # A municipality is its place: which law holds for it depends on that.
            self.fields["municipality"].required = True
        if self.instance.kind in LOCAL_GOVERNMENTS:
            del self.fields["industry"]
            self.fields["employees"].label = _("Staff")
            self.fields["introduction"].help_text = _("Two or three sentences: which office you are, and what you run.")


class NewCompanyForm(CompanyForm):
    """With the name of the person who registers it: colleagues read it in invitations and in the list of members."""

    full_name = CleanCharField(
        label=_("Your name"),
        max_length=100,
        help_text=_("Your colleagues see this name. After an award, the other side sees it, too; nobody else does."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["full_name"]


class FirstOwnerForm(forms.Form):
    """To whom an organisation nobody acts for is given."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("We send a link that works for seven days, and only for this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.lower()


class InvitationForm(FirstOwnerForm):
    role = forms.ChoiceField(
        label=_("What this person may do"),
        choices=ROLE_CHOICES,
        initial=Role.EDITOR.value,
        widget=forms.RadioSelect,
    )

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])
