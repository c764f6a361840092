"""What files, shared figures, registers and deliveries of a year tell the checks. Reads.

A fact that nobody knows is None: the check then waits, and says for what.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from kimppa.core.consortium.models import Branch
from kimppa.core.figures.models import Figure
from kimppa.core.files.actions import path_of
from kimppa.core.releases.models import Release
from kimppa.statistics.checks.conditions import Value
from kimppa.statistics.lists.codes import unknown
from kimppa.statistics.models import Take, WebVisits
from kimppa.statistics.reading.register import meanings, register
from kimppa.statistics.variables.texts import number_text
from kimppa.statistics.work.board import Entries
from kimppa.statistics.years.topics import KIND, UNITS, WEB_CODE, of_whole_years

type Facts = dict[str, Value]
STOCK = "KOK_"


def shared_facts(year: int, entries_of_towns: Iterable[Entries]) -> Facts:
    """What is the same for every municipality; `entries_of_towns`: the figures of each."""
    takes_in_use = Take.objects.filter(year=year, taken_at__isnull=False, undone_at__isnull=True)
    takes = list(takes_in_use.select_related("stored", "loans"))
    return (
        _take_facts(year, takes)
        | _web_facts(year, entries_of_towns)
        | {"months_present": _months(year)}
    )


def _take_facts(year: int, takes: Sequence[Take]) -> Facts:
    """Of the files in use, by the codes and the register of today: at the door they were right."""
    countable = [take for take in takes if take.kind != Take.Kind.PUBLISHED]
    # A part of the year gives figures of the year only where parts make it whole.
    whole_takes = [take for take in countable if not take.partial]
    periods = [take.period_is_year for take in whole_takes if take.period_is_year is not None]
    days = _days_of_stock([take for take in whole_takes if take.snapshot_days is not None])
    facts: Facts = {
        "period_is_year": all(periods) if periods else None,
        "snapshot_days": Decimal(max(days)) if days else None,
        "early_days": Decimal(-min(days)) if days else None,
        "unreadable": _missing_files(takes),
        "wrong_municipalities": _misplaced(takes),
    }
    lists = [take.facts for take in countable if take.facts]
    for name in ("unmapped", "undefined_share", "interlibrary_in_loans", "electronic_in_physical"):
        shares = [Decimal(str(take[name])) for take in lists if name in take]
        facts[name] = max(shares) if shares else None
    codes_in_use = [(field, code) for take in lists for field, code in take.get("codes", ())]
    if codes_in_use:
        branches = set(Branch.objects.values_list("code", flat=True))
        facts["unmapped"] = Decimal(len(unknown(dict.fromkeys(codes_in_use), meanings(), branches)))
    return facts


def _days_of_stock(takes: Sequence[Take]) -> list[int]:
    """Of files that tell a stock, how many days after the year's end they were run."""
    recorded = [pk for take in takes for pk in take.recorded]
    figures = Figure.objects.filter(pk__in=recorded, variable__code__startswith=STOCK)
    stock = set(figures.values_list("pk", flat=True)) if recorded else set()
    return [take.snapshot_days or 0 for take in takes if stock.intersection(take.recorded)]


def _missing_files(takes: Sequence[Take]) -> Decimal | None:
    """Files in use whose original is no longer there to be read."""
    originals = [file for take in takes for file in (take.stored, take.loans) if file is not None]
    return (
        Decimal(sum(not path_of(file.sha256).is_file() for file in originals))
        if originals
        else None
    )


def _misplaced(takes: Sequence[Take]) -> Decimal | None:
    """Municipalities of files whose code and name no longer agree with the register."""
    if not takes:
        return None
    code_names = {code_name for take in takes for code_name in take.facts.get("places", {}).items()}
    if not code_names:
        return Decimal(0)
    today = register()
    return Decimal(sum(name not in today.get(code, ()) for code, name in code_names))


def renewals(year: int) -> dict[str, Facts]:
    """Renewals among the loans of each municipality's code, and last year's share of them."""
    takes = Take.objects.filter(
        year__in=(year, year - 1), kind=Take.Kind.LISTS, taken_at__isnull=False, undone_at=None
    )
    facts_by_town: dict[str, Facts] = {}
    for take in takes.order_by("uploaded_at", "pk"):
        for place_code, count in take.facts.get("renewals", {}).items():
            facts = facts_by_town.setdefault(place_code.partition(":")[2], {})
            loans = take.facts.get("loans", {}).get(place_code, 0)
            if take.year == year:
                facts["renewals"] = Decimal(count)
            elif loans:
                facts["last_renewal_share"] = Decimal(count) / Decimal(loans)
    return facts_by_town


def _web_facts(year: int, entries_of_towns: Iterable[Entries]) -> Facts:
    """Of the visits: their key, their method, and whether the parts make the whole."""
    web_visits_list = list(
        WebVisits.objects.filter(year__in=(year, year - 1)).select_related("key")
    )
    visits_now = [visits for visits in web_visits_list if visits.year == year]
    if not visits_now:
        return {}
    kind_before = {
        _owner(visits): _kind(visits) for visits in web_visits_list if visits.year != year
    }
    are_same = [
        _kind(visits) == kind_before[_owner(visits)]
        for visits in visits_now
        if _owner(visits) in kind_before
    ]
    years = [visits.key.as_of.year for visits in visits_now if visits.key is not None]
    web_entries = [entry.value for entries in entries_of_towns if (entry := entries.get(WEB_CODE))]
    numbers = [value for value in web_entries if value is not None]
    return {
        "key_of_year": all(of in (year, year + 1) for of in years) if years else None,
        "same_key": all(are_same),
        "web_method_same": not any(visits.series_break for visits in visits_now),
        "allocated_total": Decimal(sum(visits.visits for visits in visits_now)),
        "allocated_parts": sum(numbers, Decimal(0))
        if len(numbers) == len(web_entries) and numbers
        else None,
    }


def _owner(web_visits: WebVisits) -> tuple[int, int | None]:
    return web_visits.service_id, web_visits.municipality_id


def _kind(web_visits: WebVisits) -> str | None:
    """By what visits are split; a municipality's own are not."""
    return web_visits.key.kind if web_visits.key is not None else None


def _months(year: int) -> Decimal | None:
    """Months of the year that the use of e-material is known of; None when it is of none."""
    months = Figure.objects.filter(
        variable__code__startswith="E_", variable__code__endswith="_use",
        year=year, month__isnull=False, replaced_at__isnull=True, value__isnull=False,
    ).values_list("month", flat=True).distinct().count()  # fmt: skip
    return Decimal(months) if months else None


def branch_facts(
    year: int,
    branches: Sequence[Branch],
    entries_now: Mapping[str, Entries],
    entries_last: Mapping[str, Entries],
    event_count: int,
) -> Facts:
    """Branches that have come or gone since last year, and how many events the registers know of
    the year; `event_count` is how many people have noted. Entries are by the branch's code.
    """
    events = {
        "registered_events": Decimal(
            sum(
                day is not None and day.year == year
                for branch in branches
                for day in (branch.valid_from, branch.valid_to)
            )
            + event_count
        )
    }
    branches_now, branches_last = (
        {code for code, entries in places.items() if entries}
        for places in (entries_now, entries_last)
    )
    if not branches_last or not branches_now:
        return {**events}
    return {
        **events,
        "branches_missing": Decimal(len(branches_last - branches_now)),
        "branches_new": Decimal(len(branches_now - branches_last)),
    }


def delivered_facts(year: int, entries_by_town: Mapping[str, Entries]) -> dict[str, Facts]:
    """How many figures of each municipality's code differ from the sheet that it was given."""
    releases = Release.objects.filter(
        of_whole_years(), kind=KIND, topic=UNITS, agreement_year=year, deliveries__isnull=False
    )
    facts_by_town: dict[str, Facts] = {}
    newest_sheets = releases.order_by("-version", "-pk").values_list("municipality__code", "facts")
    for code, text in newest_sheets.distinct():
        if code is None or code in facts_by_town:
            continue
        entries = entries_by_town.get(code, {})
        changed_count = sum(
            row["value"]
            != number_text(entry.value if (entry := entries.get(row["code"])) else None)
            for row in json.loads(text)["rows"]
        )
        facts_by_town[code] = {"changed_since_delivery": Decimal(changed_count)}
    return facts_by_town
