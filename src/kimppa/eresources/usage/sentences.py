"""What the report says of use: each platform's own number, never a sum of several."""

from collections.abc import Collection, Sequence

from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from kimppa.core.area import Sentence
from kimppa.core.consortium.models import Municipality
from kimppa.core.words.messages import listed, say
from kimppa.eresources.usage.dues import TOPIC
from kimppa.eresources.usage.messages import unit
from kimppa.eresources.usage.queries import Use, year_uses
from kimppa.ui.numbers import number

PAGE = reverse_lazy("eresources:home")


def summary(
    topics: Collection[str], year: int, municipality: Municipality | None
) -> dict[str, list[Sentence]]:
    """The year's use of one municipality or of all, and what has not come."""
    if TOPIC not in topics:
        return {}
    uses = [
        use for use in year_uses(year) if municipality is None or use.concerns(municipality.code)
    ]
    counts_by_use = [
        (use, count) for use in uses if (count := count_of(use, municipality)) is not None
    ]
    sentences = [_use(counts_by_use, municipality)] if counts_by_use else []
    if counts_by_use and (missing := [use for use in uses if use.state == "missing"]):
        text = _("The figures of these have not come: {names}.")
        names = listed(str(use.licence) for use in missing)
        sentences.append(Sentence(say(text, names=names), url=PAGE))
    return {TOPIC: sentences} if sentences else {}


def count_of(use: Use, municipality: Municipality | None) -> int | None:
    """A municipality's use, or that of ours together; None where it is not known."""
    if not use.files or any(split.unsplit for split in use.split.values()):
        return None
    if municipality:
        return use.part(municipality.code)
    if use.ownerless:
        return None
    return sum(sum((*split.exact.values(), *split.shared.values())) for split in use.split.values())


def _use(counts_by_use: Sequence[tuple[Use, int]], municipality: Municipality | None) -> Sentence:
    counts = listed(
        _("%(name)s %(count)s %(unit)s")
        % {"name": use.licence, "count": number(count, 0), "unit": unit(use.licence, count)}
        for use, count in counts_by_use
    )
    text = (
        _("{place:genitive} customers used the common e-resources: {counts}.")
        if municipality
        else _("Customers used the common e-resources: {counts}.")
    )
    top_use, count = max(counts_by_use, key=lambda pair: pair[1])
    return Sentence(
        say(text, counts=counts, place=municipality.name if municipality else ""),
        figures=tuple((str(use.licence), number(use_count, 0)) for use, use_count in counts_by_use),
        url=PAGE,
        example=any(use.is_example for use, _count in counts_by_use),
        headline=(number(count, 0), f"{unit(top_use.licence, count)}, {top_use.licence}"),
    )
