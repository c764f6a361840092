"""Objects of the demo that addresses of the larger rooms name, for the table of roles."""

from typing import Any

from kimppa.catalogue.comparing.models import Comparison
from kimppa.catalogue.corrections.models import CodeTable, Plan, Practice
from kimppa.catalogue.models import Check, Origin, PlaceCount, RecordLink
from kimppa.catalogue.queries import findings_of
from kimppa.catalogue.records import Wanted
from kimppa.catalogue.twins.finding import stored
from kimppa.publishing.models import EventSource, Item, SendingLink


def catalogue() -> dict[str, Any]:
    """A record that Tammela has, and a fault in it."""
    check = Check.objects.newest_first()[0]
    place = PlaceCount.objects.filter(count_of__check_of=check, branch__code="tam")[0]
    rows = findings_of(check).rows(Wanted(place.count_of.number, codes=["tam"]))
    twins = next(
        one
        for one in stored(findings_of(check).checked.folder)
        if {owner for member in one.members for owner in member.owners} <= {"tam", "tam1", "tam2"}
    )
    pages = "snapshot again stop go-on remove quarantine quarantine-file"
    return {
        "slug": place.count_of.rule.slug,
        "code": "tam",
        "rec": rows[0].rec,
        "plan": Plan.objects.all()[0].pk,
        "practice": Practice.objects.all()[0].pk,
        "codes": CodeTable.objects.all()[0].pk,
        "group": twins.number,
        "duplicate": check.pk,
        "pair": 1,
        "comparison": Comparison.objects.all()[0].pk,
        "origin": Origin.objects.all()[0].pk,
        "catalogue:unlink": RecordLink.objects.all()[0].pk,
        **{f"catalogue:{name}": check.pk for name in ("record", "judge")},
        **{f"catalogue:{name}": check.snapshot_id for name in pages.split()},
    }


def publishing() -> dict[str, Any]:
    """A proposal of Tammela, which its library and the coordinator see, and its link."""
    made = Item.objects.get(title_fi="Lukutreffit")
    Item.objects.filter(pk=made.pk).update(status=Item.Status.DRAFT)
    names = "item edit copy propose publish withdraw send-back call-off restore remove settle"
    asked = EventSource.objects.all()[0].pk
    sources = "source source-edit source-fetch source-undo source-pause source-resume"
    return {
        **{f"publishing:{name}": asked for name in sources.split()},
        **{f"publishing:{name}": made.pk for name in (*names.split(), "participants")},
        "publishing:link-close": SendingLink.objects.all()[0].pk,
        "publishing:new": "event",
        "publishing:put-back": 1,
        "publishing:tie": 1,
        "batch": "x",
        "publishing:kind": "event",
    }
