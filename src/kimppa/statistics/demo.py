"""January 2025 of Louna: published history, made-up figures of 2024, what waits for a person.

History is real and names its source. The figures of 2023 and 2024 are examples and marked so.
"""

import datetime as dt
from importlib.resources import files

from kimppa.core import clock
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.connections.actions import add
from kimppa.core.consortium.models import Branch, Municipality, Service
from kimppa.core.figures.models import Figure
from kimppa.core.figures.queries import PUBLISHED
from kimppa.core.files.actions import keep
from kimppa.core.permissions import SYSTEM
from kimppa.statistics.enquiry import letter
from kimppa.statistics.enquiry.actions import ask_support, note_answer, note_sent
from kimppa.statistics.events.actions import note_event
from kimppa.statistics.imports.actions import take_in, upload
from kimppa.statistics.models import BranchEvent, Take, VisitSource
from kimppa.statistics.reading.grids import read_grids
from kimppa.statistics.reading.published import read_published
from kimppa.statistics.reading.register import register
from kimppa.statistics.visits.actions import bring_visits, set_visits
from kimppa.statistics.work.actions import explain
from kimppa.statistics.years.actions import begin
from kimppa.statistics.years.figures import variables

YEAR = 2024
HISTORY = "louna_published.csv"
SOURCE = (
    "Suomen yleisten kirjastojen tilastot, OKM, https://tilastot.kirjastot.fi/ (CC BY 4.0); "
    "github.com/roopet/kirjastovis-final, sumuh/finnish-library-statistics ja "
    "evidenceworks/library-service-trajectories"
)
# Made up: loans, borrowers and visits of each branch, and the municipality's borrowers.
BRANCHES = {
    "for": (191_340, 5_610, 88_450),
    "hum": (20_910, 655, 9_120),
    "jok": (51_480, 1_520, 24_300),
    "koulu": (2_130, 96, 1_460),
    "tam": (66_270, 1_640, 27_880),
    "ypä": (17_640, 577, 13_210),
}
BORROWERS = {"061": 5_610, "103": 655, "169": 1_588, "834": 1_640, "981": 577}
LAST_LOANS = {"061": 194_120, "103": 20_480, "169": 54_900, "834": 67_350, "981": 20_310}
_SHARES = {"scores": 6, "music": 50, "audio_oth": 20, "video": 80, "other": 42}
_LANGUAGES = {"books_swe": 4, "books_oth": 41}
_KINDS = {"fic_chi": 360, "non_adu": 170, "non_chi": 52}


def load() -> None:
    """Begin 2024: history, a report, the answer on customers, visits split by the key."""
    statistics = begin(by=SYSTEM, year=YEAR, example=True)
    _history()
    _last_year()
    _report(statistics.year)
    _customers()
    _visits()
    _event()
    _explanation()


def _history() -> None:
    """The published figures as a file in use; recorded at once, as there are hundreds."""
    content = files("kimppa.statistics.data").joinpath(HISTORY).read_bytes()
    publication = read_published(read_grids(content), register())
    stored_file = keep(content, name=HISTORY, media_type="text/csv")
    towns = {town.code: town for town in Municipality.objects.all()}
    desk_variables = variables({published.variable for published in publication.values})
    existing = set(Figure.objects.values_list("variable_id", "year", "municipality_id"))
    moment = clock.now()
    figures = Figure.objects.bulk_create(
        Figure(
            variable=desk_variables[published.variable],
            year=published.year,
            municipality=towns[published.municipality],
            value=published.value,
            state=published.state,
            source=SOURCE,
            source_sha256=stored_file.sha256,
            rule=PUBLISHED,
            rule_version="1",
            recorded_at=moment,
        )
        for published in {
            (v.variable, v.year, v.municipality): v for v in publication.values
        }.values()
        if (desk_variables[published.variable].pk, published.year, towns[published.municipality].pk)
        not in existing
    )
    Take.objects.create(
        kind=Take.Kind.PUBLISHED,
        year=YEAR,
        stored=stored_file,
        name=HISTORY,
        uploaded_at=moment,
        uploaded_by=SYSTEM.name,
        taken_at=moment,
        recorded=[figure.pk for figure in figures],
        source=SOURCE,
    )


def _last_year() -> None:
    towns = {town.code: town for town in Municipality.objects.all()}
    variable, moment = variables({"LAI_total"})["LAI_total"], clock.now()
    Figure.objects.bulk_create(
        Figure(
            variable=variable,
            year=YEAR - 1,
            municipality=towns[code],
            value=value,
            example=True,
            recorded_at=moment,
        )
        for code, value in LAST_LOANS.items()
    )


def loans_of(total: int) -> dict[str, int]:
    """A made-up total by the classes of the form; the parts sum to it."""
    other_materials = {code: total * share // 1000 for code, share in _SHARES.items()}
    books = total - sum(other_materials.values())
    languages = {code: books * share // 1000 for code, share in _LANGUAGES.items()}
    kinds = {code: books * share // 1000 for code, share in _KINDS.items()}
    return {
        "total": total,
        "books": books,
        "books_fin": books - sum(languages.values()),
        **languages,
        "fic_adu": books - sum(kinds.values()),
        **kinds,
        **other_materials,
    }


def report() -> bytes:
    """A report as a library system exports it: title, period, one row a branch."""
    classes = list(loans_of(1000))
    head = ["Toimipiste", *(f"LAI_{code}" for code in classes), "KAY_visits"]
    lines = [
        "Lainat ja käynnit toimipisteittäin",
        "Jakso 1.1.2024 - 31.12.2024;Suorittava yksikkö;Ajettu 2.1.2025",
        ";".join(head),
    ]
    for code, (loans, _borrowers, visits) in BRANCHES.items():
        numbers = [*loans_of(loans).values(), visits]
        lines.append(";".join([code, *map(str, numbers)]))
    return ("\n".join(lines) + "\n").encode("latin-1")


def answer() -> bytes:
    """The vendor's answer: branches and municipalities in one table."""
    lines = ["Paikka;Lainaajia"]
    lines += [f"{code};{borrowers}" for code, (_l, borrowers, _v) in BRANCHES.items()]
    lines += [f"{code};{count}" for code, count in BORROWERS.items()]
    return ("\n".join(lines) + "\n").encode()


def _report(year: int) -> None:
    for name, content in (("lainat-2024.csv", report()), ("asiakkaat-2024.csv", answer())):
        take = upload(
            by=SYSTEM,
            year=year,
            content=content,
            name=name,
            media_type="text/csv",
            system="Mikromarc",
            example=True,
        )
        take_in(by=SYSTEM, take=take)


def _customers() -> None:
    enquiry = ask_support(
        by=SYSTEM,
        year=YEAR,
        recipient="Kirjastojärjestelmän asiakastuki",
        definition=letter.definition(YEAR),
        due=dt.date(2025, 1, 10),
        example=True,
    )
    note_sent(by=SYSTEM, enquiry=enquiry, date=dt.date(2025, 1, 2))
    note_answer(
        by=SYSTEM,
        enquiry=enquiry,
        date=dt.date(2025, 1, 9),
        answered_by="asiakastuki",
        note="Henkilökunnan ja testauksen ryhmät on jätetty pois.",
    )


# Made up: the visits of the web library in each month of 2024.
VISITS = (12_310, 11_240, 11_020, 10_150, 9_480, 8_120, 8_390, 9_260, 9_840, 9_920, 9_610, 9_120)


def visits() -> bytes:
    """The months of a web service's visits, as they are exported."""
    lines = ["Kuukausi;Käynnit"]
    lines += [f"{YEAR}-{month:02d};{count}" for month, count in enumerate(VISITS, 1)]
    return ("\n".join(lines) + "\n").encode()


def _visits() -> None:
    key = AllocationKey.objects.filter(kind=AllocationKey.Kind.POPULATION).first()
    service = Service.objects.filter(slug="finna").first()
    if key is None or service is None:
        return
    count = bring_visits(
        by=SYSTEM,
        year=YEAR,
        service=service,
        content=visits(),
        name="verkkokaynnit-2024.csv",
        media_type="text/csv",
        example=True,
    )
    set_visits(
        by=SYSTEM,
        year=YEAR,
        service=service,
        visits=sum(VISITS),
        months=list(VISITS),
        count=count,
        key=key,
        method="Botit on jätetty pois 27.5.2024 alkaen.",
        series_break=True,
        example=True,
    )
    _matomo()


def _matomo() -> None:
    """Where the visits of another service would be fetched from."""
    site = Service.objects.filter(slug="lounakirjailijat").first()
    if site is not None:
        add(
            VisitSource,
            by=SYSTEM,
            service=site,
            address="https://matomo.example.org/",
            site=1,
            credential="MATOMO",
            example=True,
        )


def _event() -> None:
    """An example of what explains a change."""
    note_event(
        by=SYSTEM,
        branch=Branch.objects.get(code="tam"),
        kind=BranchEvent.Kind.CLOSED,
        start=dt.date(YEAR, 6, 3),
        end=dt.date(YEAR, 6, 16),
        text="Esimerkki: kirjasto kiinni lattian korjauksen ajan.",
        example=True,
    )


def _explanation() -> None:
    """An example of a reason that the report tells."""
    explain(
        by=SYSTEM,
        year=YEAR,
        municipality=Municipality.objects.get(code="981"),
        number="V16",
        field="LAI_total",
        text="Kirjasto oli kattoremontin takia suljettuna kesä- ja heinäkuun.",
        example=True,
    )
