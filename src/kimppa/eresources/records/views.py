"""The page of records: what of the licensed the catalogue has, and the files that were made."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.language import read_consortium
from kimppa.eresources.actions import RIGHT
from kimppa.eresources.files import of_page
from kimppa.eresources.models import Licence, Order, RecordFile
from kimppa.eresources.records import actions, forms, queries
from kimppa.eresources.records.actions import IMPORTER
from kimppa.eresources.records.queries import Comparison, Difference, State
from kimppa.eresources.records.reading import organisation
from kimppa.marc.reading import Format
from kimppa.marc.writing import encoded
from kimppa.marc.writing.texts import XML_HEAD, XML_TAIL
from kimppa.ui import pages as ui
from kimppa.ui.attachments import attachment, file_stem
from kimppa.ui.imports import Pages
from kimppa.ui.numbers import day, number
from kimppa.ui.sent import whole_number

STATES: dict[State, tuple[str, str | Promise]] = {
    State.EXPIRED: ("late", gettext_lazy("Withdraw: the licence ended")),
    State.LEFT_OVER: ("rejected", gettext_lazy("Withdraw: not licensed")),
    State.MISSING: ("waiting", gettext_lazy("No record")),
    State.UNKNOWN: ("empty", gettext_lazy("No ISBN, no record id")),
}
MARC, XML = "mrc", "xml"


@ui.needs(RIGHT)
def records(request: HttpRequest) -> HttpResponse:
    """Which records are missing, left over or expired; and every file of records."""
    comparison = queries.compared(clock.today())
    files = _files_table(request)
    return files.response() or ui.table_page(
        request,
        _differences_table(request, comparison),
        title=_("Records for the catalogue"),
        lead=_lead(comparison),
        actions=[
            ui.link(_("Make a record"), "eresources:record-add", primary=True),
            ui.link(_("Bring in a file"), IMPORTER.address),
            *_look_through(comparison),
            *_organisation_actions(request),
        ],
        teach=_("The catalogue has a record of all that is licensed, and of nothing else.")
        if comparison.is_made
        else _("When an export of the catalogue has been checked, the differences stand here."),
        more_tables=[files],
    )


def _lead(comparison: Comparison) -> str:
    export = comparison.held
    if export is None:
        return _("No export of the catalogue has been checked yet.")
    words = {"export": export.export, "day": day(export.day)}
    if export.records is None:
        return _("The export %(export)s has not been looked through for links.") % words
    without = ""
    if comparison.without:
        names = ", ".join(comparison.without)
        without = _("Not compared, for nobody has said where their records lead: %(names)s.")
        without %= {"names": names}
    if not comparison.is_made:
        return without
    words["missing"] = number(comparison.count(State.MISSING))
    words["withdraw"] = number(comparison.count(State.EXPIRED, State.LEFT_OVER))
    text = _(
        "By the catalogue's export of %(day)s: records missing %(missing)s, to be withdrawn "
        "%(withdraw)s."
    )
    return f"{text % words} {without}".rstrip()


def _look_through(comparison: Comparison) -> list[ui.Action]:
    """Where an export is looked through that was checked before there were records here."""
    export = comparison.held
    if export is None or export.records is not None:
        return []
    return [ui.Action(_("Have it looked through"), export.url)]


def _organisation_actions(request: HttpRequest) -> list[ui.Action]:
    """Where the code is told that 003 and 040 of the records name, while nobody has told it."""
    the_consortium = read_consortium()
    if the_consortium is None or the_consortium.isil:
        return []
    form = reverse("desk:register-edit", args=["consortium", the_consortium.pk])
    return [ui.Action(_("Tell the ISIL of the records"), f"{form}?next={request.path}#id_isil")]


def _differences_table(request: HttpRequest, comparison: Comparison) -> ui.Table:
    services = dict.fromkeys(difference.service for difference in comparison.differences)
    return ui.Table(
        request,
        columns=[
            ui.Column("title", ui.label(Order, "title")),
            ui.Column("state", _("State"), kind="status", value=lambda row: STATES[row.state]),
            ui.Column("service", _("Agreement")),
            ui.Column("number", _("Control number or ISBN"), raw=True),
            ui.Column("until", _("Until"), kind="date"),
        ],
        rows=comparison.differences,
        filters=[
            ui.ChoiceFilter(
                "list",
                _("List"),
                [("withdraw", _("To be withdrawn")), ("missing", _("No record"))],
                test=_is_listed,
            ),
            ui.ChoiceFilter("service", _("Agreement"), [(name, name) for name in services]),
        ],
        search=("title", "number"),
        caption=_("Records and licences"),
        row_mark=lambda _row: None,
        page_length=25,
    )


def _is_listed(row: Difference, list_name: str) -> bool:
    return (row.state in (State.EXPIRED, State.LEFT_OVER)) == (list_name == "withdraw")


def _files_table(request: HttpRequest) -> ui.Table:
    return ui.Table(
        request,
        columns=[
            ui.Column("made_on", _("Made on"), kind="date"),
            ui.Column(
                "licence",
                _("Agreement"),
                value=lambda row: str(row.licence),
                order_by="licence__service",
            ),
            ui.Column("origin", _("Made of"), value=_origin, url=_origin_url, sortable=False),
            ui.Column("count", _("Records"), kind="integer"),
            ui.Column(MARC, _("ISO 2709"), value=lambda _row: _("Load MARC"), url=_address(MARC)),
            ui.Column(XML, _("MARCXML"), value=lambda _row: _("Load XML"), url=_address(XML)),
        ],
        rows=queries.files(),
        caption=_("Files of records"),
        empty=_("No records have been made yet."),
        prefix="files-",
    )


def _origin(row: RecordFile) -> str:
    if row.upload:
        return row.upload.name
    return row.order.title if row.order else _("Typed")


def _origin_url(row: RecordFile) -> str:
    if row.upload:
        return reverse(f"{IMPORTER.address}-file", args=[row.upload.pk])
    return row.order.get_absolute_url() if row.order else ""


def _address(kind: str) -> Any:
    return lambda row: reverse("eresources:record-file", args=[row.pk, kind])


@ui.needs(RIGHT)
def record_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The records of a file for the library system."""
    row = get_object_or_404(queries.files(), pk=pk)
    records_data = row.records.values_list("data", flat=True)
    name = f"{file_stem(str(row.licence), str(row.made_on))}-{row.pk}.{form}"
    if form == MARC:
        return attachment(name, "application/marc", b"".join(map(bytes, records_data)))
    if form != XML:
        raise Http404
    content = b"".join(encoded(bytes(record_data), Format.MARCXML) for record_data in records_data)
    return attachment(name, "application/marcxml+xml", XML_HEAD + content + XML_TAIL)


@ui.needs(RIGHT)
def record_add(request: HttpRequest) -> HttpResponse:
    """A record of one title by hand, of an order (`?order=1`) or an agreement (`?licence=1`)."""
    order = _order_of_page(request)
    return ui.form_page(
        request,
        forms.RecordForm(ui.posted(request), initial=_initial(request, order)),
        title=_("Make a record: %(name)s") % {"name": order} if order else _("Make a record"),
        lead="" if organisation() else _("No ISIL has been told: the record does not say whose."),
        actions=_organisation_actions(request),
        save=partial(actions.make_record, by=ui.person_of(request), order=order),
        back=order.get_absolute_url() if order else reverse("eresources:records"),
        submit=_("Make the record"),
    )


def _order_of_page(request: HttpRequest) -> Order | None:
    order_id = whole_number(request.GET.get("order", ""))
    if not order_id:
        return None
    orders = Order.objects.filter(state__in=[Order.State.ORDERED, Order.State.ENDED])
    return get_object_or_404(orders, pk=order_id)


def _initial(request: HttpRequest, order: Order | None) -> dict[str, Any]:
    if order:
        names = ("title", "isbn", "material", "language")
        return {"licence": order.licence_id} | {name: getattr(order, name) for name in names}
    licence = Licence.objects.filter(pk=whole_number(request.GET.get("licence", "")) or 0).first()
    return {"licence": licence, "material": licence.kinds[0] if licence and licence.kinds else ""}


PAGES = Pages(
    importer=IMPORTER,
    lead=gettext_lazy(
        "A vendor's MARC records, an ONIX 3 message or a table of titles. You see each record that "
        "comes of it, and what is left out and why, before they are kept."
    ),
    form=forms.RecordFileForm,
    initial=of_page,
    take_label=gettext_lazy("Make the records"),
    message=gettext_lazy("The records were made."),
    home="eresources:records",
)
