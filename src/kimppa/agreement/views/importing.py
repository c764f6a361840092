"""Bringing in an agreement's text: paste or upload, look at what was found, save."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.agreement.actions import import_text, replace_text
from kimppa.agreement.forms import ImportForm, YearForm
from kimppa.agreement.meaning.services import Registered
from kimppa.agreement.meaning.terms import terms_of
from kimppa.agreement.messages import refusal
from kimppa.agreement.models import Agreement
from kimppa.agreement.proposals import lacking_names
from kimppa.agreement.queries import (
    agreement_before,
    agreement_of,
    municipality_names,
    service_register,
    structure_of,
)
from kimppa.agreement.reading import Reading, read_upload, suggester
from kimppa.agreement.structure.compare import Comparison, compare
from kimppa.agreement.text.encoding import AgreementTextError
from kimppa.agreement.views.shared import only_years
from kimppa.core import clock
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.files.actions import keep, read
from kimppa.core.files.models import StoredFile
from kimppa.core.topics import label
from kimppa.ui.guard import needs, person_of
from kimppa.ui.navigation import address
from kimppa.ui.sent import posted
from kimppa.ui.undo import done

SALT = "kimppa.agreement.import"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@needs(Permission.EDIT_AGREEMENT)
def import_page(request: HttpRequest) -> HttpResponse:
    """Paste or upload; the text is kept as it came and shown as it was understood."""
    form = ImportForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data, name = form.data_and_name()
        try:
            read_upload(data, name)
        except AgreementTextError as error:
            form.add_error(None, refusal(error))
        else:
            media_type = WORD if data.startswith(b"PK") else "text/plain"
            stored = keep(data, name=name, media_type=media_type)
            token = signing.dumps(stored.pk, salt=SALT)
            return redirect("agreement:preview", token=token)
    return render(
        request, "agreement/import.html", {"form": form, "cancel": reverse("agreement:list")}
    )


@dataclass(frozen=True, slots=True)
class Target:
    """Where a text would go: a new year, or the year's agreement; and what it is compared to."""

    year: int | None
    existing: Agreement | None
    compared_to: Agreement | None
    comparison: Comparison | None


@needs(Permission.EDIT_AGREEMENT)
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """What was found in a text; saving is the next step."""
    stored, reading = _read_token(token)
    form = YearForm(posted(request) or {"year": _default_year(request, reading)})
    year = form.cleaned_data["year"] if form.is_valid() else None
    if request.method == "POST" and year:
        try:
            return _save(request, reading, stored, year)
        except ValidationError as error:
            form.add_error(None, error.messages[0])
    target = _target(reading, year)
    register, terms = service_register(), terms_of(reading.agreement, municipality_names())
    topics, services = reading.topics(), _service_names(reading, register)
    sections = [
        (
            section,
            [
                (clause, [label(t) for t in topics[clause.number]], services[clause.number])
                for clause in section.clauses
            ],
        )
        for section in reading.agreement.sections
    ]
    context = {
        "form": form,
        "cancel": reverse("agreement:import"),
        "reading": reading,
        "sections": sections,
        "target": target,
        "only_years": only_years(target.comparison) if target.comparison else 0,
        "stored": stored,
        "terms": terms,
        "parties": Municipality.objects.filter(code__in=terms.parties),
        "lacking": lacking_names(reading.agreement, register),
        "register": address("desk:services"),
    }
    return render(request, "agreement/preview.html", context)


def _service_names(reading: Reading, register: Sequence[Registered]) -> dict[str, list[str]]:
    """The services that the clauses' duties would be tied to, by clause number."""
    suggests = suggester(reading.agreement.year, register)
    names = {service.id: service.name for service in register}
    return {
        clause.number: list(
            dict.fromkeys(
                names[duty.service_id]
                for duty in suggests(clause.text, section.title)
                if duty.service_id
            )
        )
        for section in reading.agreement.sections
        for clause in section.clauses
    }


def _read_token(token: str) -> tuple[StoredFile, Reading]:
    """The text that a preview is about. Raises Http404 for a token that is not ours."""
    try:
        stored = StoredFile.objects.get(pk=signing.loads(token, salt=SALT))
        return stored, read_upload(read(stored))
    except (signing.BadSignature, StoredFile.DoesNotExist, OSError) as error:
        raise Http404 from error


def _default_year(request: HttpRequest, reading: Reading) -> Any:
    return request.GET.get("vuosi-tekstille") or reading.agreement.year or clock.today().year + 1


def _target(reading: Reading, year: int | None) -> Target:
    if year is None:
        return Target(None, None, None, None)
    existing = agreement_of(year)
    before = existing or agreement_before(year)
    comparison = compare(structure_of(before), reading.for_year(year).agreement) if before else None
    return Target(year, existing, before, comparison)


def _save(
    request: HttpRequest, reading: Reading, stored: StoredFile, year: int
) -> HttpResponseRedirect:
    person = person_of(request)
    agreement = agreement_of(year)
    if agreement is None:
        agreement = import_text(by=person, reading=reading, year=year, source_file=stored)
        undo = reverse("agreement:discard", args=[year])
        done(request, _("Saved as a draft. Check the topics and duties of each clause."), undo=undo)
        return redirect("agreement:agreement", year=year)
    event = replace_text(by=person, agreement=agreement, reading=reading, source_file=stored)
    if event is None:
        messages.info(request, _("The text is the same as before: nothing was changed."))
    else:
        undo = reverse("ui:undo", args=[event.pk])
        done(request, _("The draft has the new text; duties followed their clauses."), undo=undo)
    return redirect("agreement:agreement", year=year)
