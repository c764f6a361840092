"""The page of a platform's year, and the pages that take files of use in."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.consortium.roles import Permission
from kimppa.core.imports.meanings import meanings
from kimppa.core.imports.names import plain_name
from kimppa.core.memo import read_once, remember
from kimppa.eresources.actions import RIGHT
from kimppa.eresources.files import of_page
from kimppa.eresources.models import Licence, UsageFile, UsageYear
from kimppa.eresources.usage import actions, forms, letters
from kimppa.eresources.usage.imports import IMPORTER
from kimppa.eresources.usage.messages import metric_words, unit
from kimppa.eresources.usage.parts import parts, parts_table
from kimppa.eresources.usage.queries import Use, use_of
from kimppa.eresources.usage.rows import asking_state
from kimppa.ui import pages as ui
from kimppa.ui.attachments import stored
from kimppa.ui.imports import Pages
from kimppa.ui.numbers import day, number
from kimppa.ui.owners import OwnersForm


def find(_request: HttpRequest, pk: int, year: int) -> UsageYear:
    """What is agreed of a licence's year; nothing yet is a new row."""
    licence = get_object_or_404(Licence.objects.with_service(), pk=pk)
    years = UsageYear.objects.filter(licence=licence, year=year).order_by()
    usage_year = years.first() or UsageYear(licence=licence, year=year, example=licence.example)
    usage_year.licence = licence
    return usage_year


def _available_commands(usage_year: UsageYear, _person: Person) -> set[str]:
    if not usage_year.is_collected:
        return {"collect"}
    use = _use(usage_year)
    if not use.files:
        return {"ask", "noted", "sum", "collect-not"}
    return {"sum", "key"} | ({"owners"} if _names_to_ask(use) else set())


def _names_to_ask(use: Use) -> list[str]:
    """The names in the files of which people may say whose they are, or have said, those not known
    first; a name that is known by itself is not asked.
    """
    other_names = {name for split in use.split.values() for name in split.outside}
    settled_names = remember("eresources settled", make=partial(meanings, "place"))
    other_names |= {tally.text for tally in use.tallies if plain_name(tally.text) in settled_names}
    return [*sorted(use.ownerless), *sorted(other_names - use.ownerless.keys())]


def _use(usage_year: UsageYear) -> Use:
    licence_year = usage_year.licence_id, usage_year.year
    return read_once("eresources use", *licence_year, make=partial(use_of, usage_year))


YEAR = ui.Commands(
    name="eresources:usage",
    at="usage/<int:pk>/<int:year>/",
    argument="usage_year",
    find=find,
    key=lambda row: {"pk": row.licence_id, "year": row.year},
    permission=RIGHT,
    available=_available_commands,
    commands=[
        ui.Command(
            "ask",
            gettext_lazy("Ask for the figures"),
            letters.ask,
            message=gettext_lazy("The figures were asked for."),
            form=forms.AskForm,
            arguments=lambda row, _person: {"usage_year": row},
            fold=True,
        ),
        ui.Command(
            "noted",
            gettext_lazy("They were asked elsewhere"),
            letters.note_asking,
            message=gettext_lazy("It was noted when the figures were asked for."),
            form=forms.NotedForm,
            fold=True,
        ),
        ui.Command(
            "sum",
            gettext_lazy("Only the sum is known"),
            actions.report_sum,
            form=forms.SumForm,
            fold=True,
        ),
        ui.Command(
            "key",
            gettext_lazy("Split by another key"),
            actions.choose_key,
            message=gettext_lazy("The key of the year was chosen."),
            form=forms.KeyForm,
            fold=True,
        ),
        ui.Command(
            "owners",
            gettext_lazy("Say whose the names in the files are"),
            actions.settle_owners,
            form=OwnersForm,
            arguments=lambda row, _person: {"names": _names_to_ask(_use(row))},
            message=gettext_lazy("The names are remembered, for later files too."),
        ),
        ui.Command(
            "collect-not",
            gettext_lazy("They are not collected"),
            actions.collect_not,
            message=gettext_lazy("The figures of the year are not collected."),
        ),
        ui.Command(
            "collect",
            gettext_lazy("They are collected after all"),
            actions.collect,
            message=gettext_lazy("The figures of the year are collected."),
        ),
    ],
)


def find_file(_request: HttpRequest, pk: int) -> UsageFile:
    """A sum that somebody has told, with its letter."""
    files = UsageFile.objects.filter(kind=UsageFile.Kind.REPORTED)
    return get_object_or_404(files.select_related("licence__service", "letter"), pk=pk)


SUM = ui.Commands(
    name="eresources:usage-letter",
    at="usage/sums/<int:pk>/",
    argument="usage_file",
    find=find_file,
    permission=RIGHT,
    available=lambda _usage_file, _person: {"remove"},
    shown_at=UsageFile.get_absolute_url,
    commands=[ui.Command("remove", gettext_lazy("Undo"), actions.remove_sum, icon="undo")],
)


@ui.needs(RIGHT)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter that told a sum, as a file to save."""
    return stored(find_file(request, pk).letter)


@YEAR.page
@ui.needs(Permission.VIEW)
def usage(
    request: HttpRequest, pk: int, year: int, refusal: ui.Refusal | None = None
) -> HttpResponse:
    """A platform's year: the sum, each municipality's part and how it was made, the files."""
    usage_year, person = find(request, pk, year), ui.person_of(request)
    use = _use(usage_year)
    state, text = asking_state(use)
    year_parts = parts(use, list(municipalities_of(year)), person) if use.files else None
    table = year_parts and parts_table(request, year_parts)
    return (table and table.response()) or ui.detail_page(
        request,
        usage_year,
        title=_("%(name)s: use in %(year)d") % {"name": usage_year.licence, "year": year},
        lead=_lead(use),
        facts=[
            ui.Fact(_("Figures"), text),
            ui.Fact(_("Asked of"), usage_year.asked_of if person.can(RIGHT) else ""),
            ui.Fact(_("Source of statistics"), usage_year.licence.service.statistics_source),
            ui.Fact(_("Allocation key"), str(use.key or "")),
        ],
        buttons=YEAR.buttons(usage_year, person, refusal=refusal),
        actions=[_bring_link(usage_year)],
        up=ui.Action(_("All e-resources"), f"{reverse('eresources:home')}#kaytto"),
        template="eresources/usage/year.html",
        state=state,
        parts=year_parts,
        table=table,
        files=[_shown_file(file, person) for file in use.files],
        is_example=use.is_example,
    )


def _bring_link(usage_year: UsageYear) -> ui.Action:
    url = f"{reverse(IMPORTER.address)}?licence={usage_year.licence_id}&year={usage_year.year}"
    return ui.Action(_("Bring in a file"), url, primary=True, permission=RIGHT)


def _lead(use: Use) -> str:
    if use.count is None:
        return {
            "missing": _("The figures of the year have not come."),
            "none": _("The figures of the year are not collected."),
        }.get(use.state, "")
    words = {"count": number(use.count, 0), "unit": unit(use.licence, use.count)}
    return _("%(count)s %(unit)s in all.") % words


def _shown_file(file: UsageFile, person: Person) -> dict[str, Any]:
    """What a file is, where it can be looked at, and what may be done with a sum."""
    words = {
        "what": " ".join(filter(None, (file.get_kind_display(), file.report, file.release))),
        "first": day(file.first),
        "last": day(file.last),
        "metric": metric_words(file.metric),
    }
    text = _("%(what)s, %(first)s–%(last)s, counted: %(metric)s") % words
    url = letter_url = ""
    if file.upload_id and person.can(RIGHT):
        url = reverse(f"{IMPORTER.address}-file", args=[file.upload_id])
    if file.letter_id and person.can(RIGHT):
        letter_url = reverse("eresources:usage-letter", args=[file.pk])
    buttons = SUM.buttons(file, person) if file.kind == UsageFile.Kind.REPORTED else None
    return {"file": file, "text": text, "url": url, "letter": letter_url, "buttons": buttons}


PAGES = Pages(
    importer=IMPORTER,
    lead=gettext_lazy(
        "A COUNTER report, E-kirjasto's export of loans or any table. You see the sums beside the "
        "year before, and what is to be known of the file, before it is kept."
    ),
    form=forms.UsageFileForm,
    initial=of_page,
    take_label=gettext_lazy("Keep the file"),
    message=gettext_lazy("The file was kept and its use counted."),
    home="eresources:home",
)
