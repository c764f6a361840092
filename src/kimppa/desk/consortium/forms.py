"""Forms of the consortium: municipalities, branches, departments, services, people."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.integrations import Integration
from kimppa.core.consortium.models import (
    Branch,
    Consortium,
    Department,
    Membership,
    Municipality,
    Named,
    Person,
    Service,
)
from kimppa.core.consortium.queries import STAFF_ROLES
from kimppa.core.consortium.roles import ROLE_LABELS, Role
from kimppa.core.language import official_language
from kimppa.ui.places import PlaceField, offer_places, recent_places

NAMES = ("name_fi", "name_sv", "name_en")
VALID = ("valid_from", "valid_to")
COLOURS = ("brand_colour", "second_colour")


class NamedForm[M: Named](forms.ModelForm[M]):
    """A thing with names: that in the consortium's language is asked for, the others are free."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first_name = f"name_{official_language()}"
        self.fields[first_name].required = True
        names = iter(sorted(NAMES, key=lambda name: name != first_name))
        self.order_fields([next(names) if name in NAMES else name for name in self.fields])


class ConsortiumForm(NamedForm[Consortium]):
    """The consortium's names and host, and how its public pages look."""

    class Meta:
        model = Consortium
        fields = (
            *NAMES,
            "short_name",
            "language",
            "host",
            "brand_colour",
            "second_colour",
            "privacy_notice",
            "statement",
            "isil",
        )
        widgets = dict.fromkeys(COLOURS, forms.ColorInput)


class MunicipalityForm(NamedForm[Municipality]):
    class Meta:
        model = Municipality
        fields = ("code", *NAMES, "language", "position", *VALID)
        help_texts = {"code": _("Statistics Finland's three digits, with the zeros in front")}

    def clean_code(self) -> str:
        """Three digits."""
        code = str(self.cleaned_data["code"])
        if not (code.isdecimal() and len(code) == 3):
            raise forms.ValidationError(_("Write the three digits of the municipality."))
        return code


class BranchForm(NamedForm[Branch]):
    """A service point."""

    class Meta:
        model = Branch
        fields = ("code", *NAMES, "municipality", "municipality_confirmed", "kind", "isil", *VALID)


class DepartmentForm(NamedForm[Department]):
    """A department and the branches that have it."""

    class Meta:
        model = Department
        fields = ("code", *NAMES, "branches")
        widgets = {"branches": forms.CheckboxSelectMultiple}


class ServiceForm(NamedForm[Service]):
    """A shared system or web service."""

    class Meta:
        model = Service
        fields = (
            "slug",
            *NAMES,
            "kind",
            "owner",
            "vendor",
            "address",
            "in_use_from",
            "in_use_to",
            "sign_in",
            "contacts",
            "support",
            "privacy_notice",
            "statement",
            "statistics_source",
        )
        help_texts = {
            "sign_in": _("With which account, from whom it is got and who closes it."),
            "contacts": _("Who answers here and at the vendor, one on each line."),
            "support": _("Where feedback on it is passed on by e-mail."),
        }
        widgets = {"contacts": forms.Textarea(attrs={"rows": 3})}


class IntegrationForm(forms.ModelForm[Integration]):
    """What a service gives to or takes from another."""

    class Meta:
        model = Integration
        fields = ("service", "target", "system", "kind", "direction", "standard", "state", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        target = self.fields["target"]
        assert isinstance(target, forms.ModelChoiceField)
        target.empty_label = str(_("Another system"))


class PopulationForm(forms.Form):
    """A municipality's population in one year, with its source."""

    year = forms.IntegerField(label=_("Year"), min_value=1900, max_value=2100)
    value = forms.IntegerField(label=_("Population"), min_value=0, max_value=100_000_000)
    source = forms.CharField(
        label=_("Source"),
        max_length=500,
        help_text=_("For example Statistics Finland, population structure"),
    )
    as_of = forms.DateField(label=_("As of"), required=False)


class PersonForm(forms.ModelForm[Person]):
    """Who somebody is and how long the account is valid."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = Person
        fields = ("name", "email", "language", "is_active", *VALID)


class RoleForm(forms.Form):
    """A role in a municipality and its time, within what the giver may give."""

    role = forms.ChoiceField(label=_("Role"))
    municipality = PlaceField(
        label=_("Municipality"),
        queryset=Municipality.objects.none(),
        required=False,
        empty_label=_("All (coordinator)"),
    )
    valid_from = forms.DateField(label=_("Valid from"), required=False)
    valid_to = forms.DateField(label=_("Valid to"), required=False)
    publishes = forms.BooleanField(
        label=_("Publishes the own library's events and news"),
        required=False,
        help_text=Membership._meta.get_field("publishes").help_text,
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = list(Role) if by.is_coordinator else STAFF_ROLES
        role, municipality = self.fields["role"], self.fields["municipality"]
        assert isinstance(role, forms.ChoiceField)
        assert isinstance(municipality, forms.ModelChoiceField)
        role.choices = [(str(choice), ROLE_LABELS[choice]) for choice in roles]
        role.initial = Role.STAFF
        present = self.initial.get("municipality")
        offer_places(
            municipality,
            recent_places(by),
            current=present.pk if present else None,
        )
        if not by.is_coordinator:
            municipality.required, municipality.empty_label = True, None
            del self.fields["publishes"]


class NewPersonForm(RoleForm):
    """Somebody new with the first role."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"))
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, initial=official_language
    )
    field_order = ("name", "email", "language", "role", "municipality")

    def values(self) -> dict[str, Any]:
        """Whom to add, for the action."""
        answers = dict(self.cleaned_data)
        return answers | {"role_valid": (answers.pop("valid_from"), answers.pop("valid_to"))}


def role_values(membership: Membership) -> dict[str, Any]:
    """What the form of a role starts from."""
    names = ("role", "municipality", *VALID, "publishes")
    return {name: getattr(membership, name) for name in names}
