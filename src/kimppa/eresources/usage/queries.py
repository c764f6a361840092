"""Reading use: what each year has of each licence, and each municipality's part of it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.db.models import F, Sum

from kimppa.core import clock
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.allocation.queries import keys_once
from kimppa.core.imports.places import COMMON, Places
from kimppa.core.memo import read_once, remember
from kimppa.core.ratification.queries import count_answers
from kimppa.eresources.licences.costs import span_of
from kimppa.eresources.licences.queries import Card, all_cards, cards_without_sums, year_of
from kimppa.eresources.models import Licence, Period, UsageCount, UsageFile, UsageYear
from kimppa.eresources.terms.usage import Split, Tally, material_of, split_use

FEWEST, MOST = 4, 10
"""Years that are shown at least and at most."""


@dataclass
class Use:
    """The use of one licence in one year, as far as it is known."""

    card: Card
    year: int
    files: Sequence[UsageFile] = ()
    agreed: UsageYear | None = None
    tallies: Sequence[Tally] = ()
    keys: Mapping[int, AllocationKey] = field(default_factory=dict)

    @property
    def licence(self) -> Licence:
        return self.card.licence

    @property
    def count(self) -> int | None:
        """All use that is known; None where nothing is."""
        return sum(tally.count for tally in self.tallies) if self.files else None

    @property
    def is_in_use(self) -> bool:
        """Whether some period is of the year."""
        return bool(self.periods)

    @property
    def periods(self) -> list[Period]:
        """Those that are on in the year."""
        year_span = year_of(self.year)
        return [period for period in self.card.periods if span_of(period).within(year_span)]

    @property
    def state(self) -> str:
        """got, zero, missing, "none" (not collected) or "going" (the year is not over)."""
        if self.files:
            return "got" if self.count else "zero"
        if not self.is_in_use or (self.agreed and not self.agreed.is_collected):
            return "none"
        return "missing" if self.year < self.card.day.year else "going"

    @property
    def is_reported(self) -> bool:
        """Whether all that is known was only tallies as a sum."""
        return bool(self.files) and all(f.kind == UsageFile.Kind.REPORTED for f in self.files)

    @property
    def is_example(self) -> bool:
        return any(file.example for file in self.files)

    @cached_property
    def members(self) -> list[str]:
        """The codes of those who belonged in the year."""
        return [m.municipality.code for m in self.card.members_in(year_of(self.year))]

    @property
    def key(self) -> AllocationKey | None:
        """By which key the year is split: the one chosen, else the newest of the time."""
        if chosen_key := self._chosen_key():
            return chosen_key
        turn = dt.date(self.year + 1, 1, 1)
        return next((key for key in self.keys.values() if key.as_of <= turn), None)

    @property
    def is_provisional(self) -> bool:
        """Whether a part is split by a key that not all have confirmed, or that nobody chose."""
        if self.key is None or not any(split.shared for split in self.split.values()):
            return False
        return self.key != self._chosen_key() or not is_ratified(self.key)

    def _chosen_key(self) -> AllocationKey | None:
        """The year's own, else that of its last period; before all agreements the first's."""
        if self.agreed and self.agreed.key_id:
            return self.keys.get(self.agreed.key_id)
        periods = self.periods or self.card.periods[:1]
        key_ids = [period.key_id for period in periods if period.key_id]
        return self.keys.get(key_ids[-1]) if key_ids else None

    def splits(self, weights: Mapping[str, Decimal]) -> dict[str, Split]:
        """Each material split among those who belonged in the year, so that the parts sum by
        material and together.
        """
        tallies_by_material: dict[str, list[Tally]] = defaultdict(list)
        for tally in self.tallies:
            tallies_by_material[tally.material].append(tally)
        member_weights = {code: weights[code] for code in self.members if code in weights}
        return {
            name: split_use(tallies, member_weights)
            for name, tallies in tallies_by_material.items()
        }

    @cached_property
    def split(self) -> dict[str, Split]:
        """By the year's own key."""
        shares = self.key.shares.all() if self.key else ()
        return self.splits({share.municipality.code: share.weight for share in shares})

    def concerns(self, code: str) -> bool:
        """Whether a municipality belonged, or files tell of its use all the same."""
        return code in self.members or any(code in split.exact for split in self.split.values())

    def part(self, code: str) -> int | None:
        """A municipality's use of every material; None while a part of it is not known."""
        return part_of(self.split, code)

    @property
    def ownerless(self) -> dict[str, int]:
        """What nobody knows whose it is, by the name in the files."""
        counts: dict[str, int] = defaultdict(int)
        for split in self.split.values():
            for name, count in split.ownerless.items():
                counts[name] += count
        return dict(counts)


def part_of(split_by_material: Mapping[str, Split], code: str) -> int | None:
    """A municipality's part of every material."""
    parts = [split.part(code) for split in split_by_material.values()]
    counts = [part for part in parts if part is not None]
    return sum(counts) if len(counts) == len(parts) else None


type Uses = dict[tuple[int, int], Use]
"""By the licence's key and the year."""


def uses(cards: Sequence[Card], years: Collection[int]) -> Uses:
    """What is known by licence and year: three queries, however many there are of either."""
    return _with_counts(_states(cards, years))


def _with_counts(use_by_year: Uses) -> Uses:
    if use_by_year:
        _add_counts(use_by_year)
    return use_by_year


def use_of(usage_year: UsageYear) -> Use:
    """One licence's year with the keys by which it is split: seven queries."""
    (card,) = cards_without_sums([usage_year.licence])
    use = Use(card, usage_year.year, agreed=usage_year)
    use_by_year = {(card.licence.pk, usage_year.year): use}
    _add_files(use_by_year)
    _add_counts(use_by_year)
    use.keys = {key.pk: key for key in keys_once()}
    return use


def year_uses(year: int) -> list[Use]:
    """What is known of every licence in one year, with the keys; read once a page."""
    return list(read_once("eresources uses", year, make=lambda: _year_uses(year)).values())


def _year_uses(year: int) -> Uses:
    use_by_year = _with_counts(_year_states(year))
    all_keys = {key.pk: key for key in keys_once()} if use_by_year else {}
    for use in use_by_year.values():
        use.keys = all_keys
    return use_by_year


def _year_states(year: int) -> Uses:
    return read_once("eresources states", year, make=lambda: _states(all_cards(), [year]))


def missing(year: int) -> list[Use]:
    """The licences whose figures of a year have not come, though they are collected."""
    return missing_of(_year_states(year), year)


def missing_of(use_by_year: Uses, year: int) -> list[Use]:
    """The same of what has been read."""
    return [use for use in use_by_year.values() if use.year == year and use.state == "missing"]


def _states(cards: Sequence[Card], years: Collection[int]) -> Uses:
    """With files and what is agreed, without counts."""
    use_by_year = {
        (card.licence.pk, year): Use(card, year) for card in cards for year in sorted(years)
    }
    if use_by_year:
        licences = [card.licence.pk for card in cards]
        agreements = UsageYear.objects.filter(licence__in=licences, year__in=years)
        for usage_year in agreements.order_by():
            use_by_year[usage_year.licence_id, usage_year.year].agreed = usage_year
        _add_files(use_by_year)
    return use_by_year


def _add_files(use_by_year: Mapping[tuple[int, int], Use]) -> None:
    licences = {use.licence.pk: use.licence for use in use_by_year.values()}
    years = {use.year for use in use_by_year.values()}
    files_by_year: dict[tuple[int, int], list[UsageFile]] = defaultdict(list)
    usage_files = UsageFile.objects.standing().filter(
        licence__in=licences, first__year__lte=max(years), last__year__gte=min(years)
    )
    for file in usage_files.select_related("upload", "letter"):
        file.licence = licences[file.licence_id]
        for year in range(file.first.year, file.last.year + 1):
            files_by_year[file.licence_id, year].append(file)
    for licence_year, year_files in files_by_year.items():
        if licence_year in use_by_year:
            use_by_year[licence_year].files = year_files


def _add_counts(use_by_year: Mapping[tuple[int, int], Use]) -> None:
    kinds = {file.pk: file.kind for use in use_by_year.values() for file in use.files}
    tallies_by_year: dict[tuple[int, int], list[Tally]] = defaultdict(list)
    sums = (
        UsageCount.objects.filter(file__in=kinds, metric=F("file__metric"))
        .values_list("file__licence", "year", "file", "format", "municipality")
        .annotate(sum=Sum("count"))
        .order_by("file", "format", "municipality")
    )
    codes = owners()
    for licence, year, file, form, municipality, count in sums:
        if (use := use_by_year.get((licence, year))) is None:
            continue
        code = codes.get(municipality, "")
        tallies_by_year[licence, year].append(
            Tally(
                material=material_of(form, use.licence.kinds),
                text="" if code == COMMON else municipality,
                code="" if code == COMMON else code,
                is_known=municipality in codes,
                count=count,
                is_reported=kinds[file] == UsageFile.Kind.REPORTED,
            )
        )
    for licence_year, year_tallies in tallies_by_year.items():
        use_by_year[licence_year].tallies = year_tallies


def owners() -> dict[str, str]:
    """Whose the municipalities and libraries of the files are, by their names there: the codes of
    ours, `COMMON` for all of ours, empty for others'; a name of which nobody knows is not there.
    """
    return remember("eresources owners", make=_owners)


def _owners() -> dict[str, str]:
    names = UsageCount.objects.order_by().values_list("municipality", flat=True).distinct()
    places, code_by_name = Places(), {}
    for name in filter(None, names):
        if (match := places.owner(name)).settled:
            town = places.municipality_at(match.target)
            code_by_name[name] = town.code if town else match.target
    return code_by_name


def recent_years() -> list[int]:
    """The years that are over, as many as are ever shown."""
    last_year = clock.today().year - 1
    return list(range(last_year - MOST + 1, last_year + 1))


def years_shown(use_by_year: Uses) -> list[int]:
    """Of years that are over, those from the first that has anything; at least four."""
    years = sorted({year for _licence, year in use_by_year})
    first_year = min((use.year for use in use_by_year.values() if use.files), default=years[-1])
    return years[-max(years[-1] - first_year + 1, FEWEST) :]


def is_ratified(key: AllocationKey) -> bool:
    """Whether every municipality has said yes to the key."""
    return key.ratification is not None and count_answers(key.ratification).ratified
