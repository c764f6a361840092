"""Papers that are read and mended: nothing of them is an agreement before `save_paper`."""

import datetime as dt
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.agreement.actions.importing import import_text, replace_text
from kimppa.agreement.files.reading import media_type
from kimppa.agreement.models import Agreement, Paper
from kimppa.agreement.queries import agreement_of, known_agreements, paper_content, structures_of
from kimppa.agreement.reading import Reading, read_upload, reading_of
from kimppa.agreement.structure.mending import (
    REASONS,
    Mend,
    MendError,
    further,
    mended,
    paper_lines,
)
from kimppa.agreement.structure.packing import pack, pack_lines, unpack
from kimppa.agreement.structure.remembering import remember
from kimppa.agreement.structure.result import chosen_topics
from kimppa.agreement.text.paper import PaperLine
from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.roles import Permission
from kimppa.core.files.actions import keep
from kimppa.core.permissions import Actor, person_or_none, require

KEPT_FOR = dt.timedelta(days=60)
"""Since it was last touched: a long agreement is not always read through in a week."""
MOST_MENDS = 2_000


def read_with_memory(content: bytes, name: str, year: int | None = None) -> Reading:
    """Read a file; what the agreements before know of its words is done as it was there.

    `year` is the paper's where it is told. Raises AgreementTextError.
    """
    text, lines, mends = _remembered(content, name, year)
    return reading_of(text, paper_lines(mended(lines, mends)))


def _remembered(
    content: bytes, name: str, year: int | None = None
) -> tuple[str, tuple[PaperLine, ...], list[Mend]]:
    reading = read_upload(content, name)
    year = year or reading.agreement.year
    earlier_structures = structures_of(known_agreements(year))
    return reading.text, *remember(reading.lines, earlier_structures, year)


def bring(*, by: Actor, content: bytes, name: str) -> Paper:
    """Read a paper and keep it for mending; what the agreements before know of its lines is taken
    for sure, and lines that were split or joined there are so here by mends that can be undone.
    Raises AgreementTextError with nothing kept.
    """
    require(by, Permission.EDIT_AGREEMENT)
    text, lines, mends = _remembered(content, name)
    return Paper.objects.create(
        name=name.replace("\0", "")[-255:],
        data=pack(content),
        text=pack(text),
        lines=pack_lines(lines),
        mends=[mend.as_json() for mend in mends],
        by=person_or_none(by),
        brought_at=clock.now(),
        expires_on=clock.today() + KEPT_FOR,
    )


@transaction.atomic
def mend(*, by: Actor, paper: Paper, change: Mend) -> None:
    """Change lines of a paper; what changes nothing is not kept.

    Raises ValidationError for a change that cannot be made.
    """
    require(by, Permission.EDIT_AGREEMENT)
    if len(paper.mends) >= MOST_MENDS:
        raise ValidationError(
            _("A paper takes %(n)d changes. Save it as a draft and correct the rest there.")
            % {"n": MOST_MENDS}
        )
    lines, mends = paper_content(paper)
    try:
        lines_before = mended(lines, mends)
        lines_after = further(lines_before, [change])
    except MendError as error:
        raise ValidationError(_(REASONS[error.code])) from error
    if lines_after == lines_before:
        return
    paper.mends = [*paper.mends, change.as_json()]
    _note_change(paper, "mends")


def undo_mend(*, by: Actor, paper: Paper) -> None:
    """Take the last change back."""
    require(by, Permission.EDIT_AGREEMENT)
    paper.mends = paper.mends[:-1]
    _note_change(paper, "mends")


def set_year(*, by: Actor, paper: Paper, year: int) -> None:
    """Say which year the paper is for."""
    require(by, Permission.EDIT_AGREEMENT)
    paper.year = year
    _note_change(paper, "year")


def _note_change(paper: Paper, field: str) -> None:
    paper.expires_on = clock.today() + KEPT_FOR
    paper.save(update_fields=[field, "expires_on"])


def forget_paper(*, by: Actor, paper: Paper) -> None:
    """Remove a paper that nobody needs to read any more."""
    require(by, Permission.EDIT_AGREEMENT)
    paper.delete()


@transaction.atomic
def save_paper(*, by: Actor, paper: Paper, year: int) -> tuple[Agreement, AuditEvent | None, bool]:
    """Make the paper the draft of a year: the agreement, the event to undo a new text of an old
    draft by (None when nothing differs), and whether the agreement is new.

    What nobody was sure of stays what it was read as. Raises ValidationError as `import_text` and
    `replace_text`.
    """
    require(by, Permission.EDIT_AGREEMENT)
    lines, mends = paper_content(paper)
    mended_lines = mended(lines, mends)
    reading = reading_of(unpack(paper.text).decode(), paper_lines(mended_lines))
    reading = replace(reading, topic_choices=chosen_topics(mended_lines, reading.agreement))
    content = unpack(paper.data)
    stored_file = keep(content, name=paper.name, media_type=media_type(content))
    agreement, event, is_new = agreement_of(year), None, False
    if agreement is None:
        agreement, is_new = (
            import_text(by=by, reading=reading, year=year, source_file=stored_file),
            True,
        )
    else:
        event = replace_text(by=by, agreement=agreement, reading=reading, source_file=stored_file)
    paper.saved_at, paper.year, paper.event = clock.now(), year, event
    paper.save(update_fields=["saved_at", "year", "event"])
    return agreement, event, is_new


def prune_papers() -> int:
    """Remove papers whose day is over; how many."""
    return Paper.objects.filter(expires_on__lt=clock.today()).delete()[0]
