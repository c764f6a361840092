"""Who may open the room's addresses, and what of the demo stands in them (see tests/roles.py)."""

from typing import Any

from kimppa.catalogue.duplicates.groups import stored_groups
from kimppa.catalogue.models import Check, Origin, PlaceCount, RecordLink
from kimppa.catalogue.models.comparison import Comparison
from kimppa.catalogue.models.corrections import CodeTable, Plan, Practice
from kimppa.catalogue.queries import findings_of
from kimppa.catalogue.records import Selection
from tests.roles import ALL, NO, NOBODY, NONE, NOTHING, OK, OWN

READ = {
    ALL: (
        "home trend completeness snapshots snapshot rule findings numbers work "
        "plans plan plan-changes plan-withheld plan-sample plan-log practices "
        "code-tables codes sample duplicates comparisons comparison "
        "earlier-completeness earlier-comparisons earlier-comparison"
    ),
    OWN: (
        "record branch list list-print list-numbers plan-list "
        # a group with a record of Tammela alone
        "duplicate duplicate-merge"
    ),
    NOBODY: (
        "add remove quarantine quarantine-file practice settings "
        "plan-new plan-edit plan-file practice-new practice-edit codes-bring "
        "origins origin-add origin origin-edit pairs pairs-file"
    ),
}
WRITE = {
    # The small example changes no record of Ypäjä, so its director is not asked.
    (OK, NO, NONE, NO, NO): "plan-answer plan-take-back",
    NOTHING: "plan-sample sample",  # no sample is named
    OWN: "list",  # of Tammela
    NOBODY: (
        "add snapshot-again snapshot-stop snapshot-go-on snapshot-whole remove "
        "practice judge take-back settings "
        "owner-places link link-remove "
        "plan-new plan-edit plan-repeat plan-remove plan-ask plan-withdraw plan-do "
        "plan-stop plan-loaded plan-undone practice-new practice-edit "
        "practice-remove codes-bring codes-place codes-remove "
        "origin-add origin-edit origin-fetch origin-stop origin-pause origin-resume "
        "origin-remove sample-draw duplicates-search duplicates-stop duplicate-judge "
        "pair-take-back compare completeness-measure"
    ),
}


def objects() -> dict[str, Any]:
    """A record that Tammela has, and a fault in it."""
    check = Check.objects.newest_first()[0]
    place = PlaceCount.objects.filter(count_of__check_of=check, branch__code="tam")[0]
    rows = findings_of(check).rows(Selection(place.count_of.number, codes=["tam"]))
    duplicate_group = next(
        one
        for one in stored_groups(findings_of(check).checked.folder)
        if {owner for member in one.members for owner in member.owners} <= {"tam", "tam1", "tam2"}
    )
    pages = "snapshot remove quarantine quarantine-file"
    return {
        "slug": place.count_of.rule.slug,
        "code": "tam",
        "rec": rows[0].rec,
        "plan": Plan.objects.all()[0].pk,
        "practice": Practice.objects.all()[0].pk,
        "codes": CodeTable.objects.all()[0].pk,
        "group": duplicate_group.number,
        "duplicate": check.pk,
        "pair": 1,
        "comparison": Comparison.objects.all()[0].pk,
        "earlier-comparison": Comparison.objects.all()[0].pk,
        "origin": Origin.objects.all()[0].pk,
        "plan-answer:code": "834",
        "plan-take-back:code": "834",
        "link-remove": RecordLink.objects.all()[0].pk,
        **dict.fromkeys(("record", "judge"), check.pk),
        **dict.fromkeys(pages.split(), check.snapshot_id),
    }
