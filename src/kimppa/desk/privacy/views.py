"""One person's data: given out, and erased in two steps."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import people_visible_to
from kimppa.core.consortium.roles import Permission
from kimppa.core.privacy.actions import Effect, erase, preview
from kimppa.core.privacy.export import export, to_json
from kimppa.core.privacy.queries import PSEUDONYM
from kimppa.desk.signin.proof import proved
from kimppa.ui.attachments import attachment, file_stem
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import posted


class EraseForm(forms.Form):
    """The person's address, typed, so that nobody is erased by a slip of the hand."""

    address = forms.CharField(
        label=gettext_lazy("The person's e-mail address"),
        help_text=gettext_lazy("Type it to confirm whom you erase."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )

    def __init__(self, *args: object, address: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they come
        self.wanted = address

    def clean_address(self) -> str:
        """The address as it stands above. Raises ValidationError."""
        address: str = self.cleaned_data["address"].strip().lower()
        if address != self.wanted:
            raise ValidationError(_("This is not the address of the person. Nothing was erased."))
        return address


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
@proved
def person_data(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything held on the person, as a file."""
    content = export(by=person_of(request), person=_person(request, pk), at=clock.now())
    return attachment(
        f"{file_stem(_('Personal data'), str(pk))}.json", "application/json", to_json(content)
    )


@needs(Permission.MANAGE_CONSORTIUM)
@proved
def person_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """What would happen, and the typed confirmation without which nothing does."""
    person, reader = _person(request, pk), person_of(request)
    form = EraseForm(posted(request), address=person.email)
    context = {"found": person, "form": form, "pseudonym": PSEUDONYM.format(pk=person.pk)}
    try:
        if request.method == "POST" and form.is_valid():
            erase(by=reader, person=person)
            messages.success(request, _("The person's data have been erased."))
            return redirect("desk:people")
        context |= _counts(preview(by=reader, person=person))
    except ValidationError as error:
        context["refusal"] = " ".join(error.messages)
    status = 422 if form.errors or (request.method == "POST" and "refusal" in context) else 200
    return render(request, "desk/privacy/erase.html", context, status=status)


def _counts(effects: list[Effect]) -> dict[str, int]:
    return {
        name: sum(getattr(effect, name) for effect in effects)
        for name in ("deleted", "changed", "staying")
    }


def _person(request: HttpRequest, pk: int) -> Person:
    return get_object_or_404(people_visible_to(person_of(request)), pk=pk)
