"""Starting a report, drafting it anew and writing its words."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from kimppa.agreement.queries import parties_of
from kimppa.core import clock
from kimppa.core.audit.actions import add, change, record, snapshot, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.models import Evidence
from kimppa.core.language import official_language
from kimppa.core.permissions import Actor, require
from kimppa.report.draft import facts_change
from kimppa.report.drafted import DraftedParagraph, default_title, drafted_paragraphs
from kimppa.report.facts import clause_from_json
from kimppa.report.gather import gather
from kimppa.report.models import Highlight, Paragraph, Report

LONGEST = 8000


@transaction.atomic
def start_report(
    *,
    by: Actor,
    year: int,
    example: bool = False,
) -> Report:
    """Begin the report of a year and draft it, in the consortium's language.

    Raises ValidationError when it has been started or the year has no agreement.
    """
    require(by, Permission.EDIT_REPORT)
    language = official_language()
    with translation.override(language):
        title = default_title(year)
    report = Report(year=year, title=title, language=language, example=example)
    add(report, by=by, action="report.start")
    regenerate(by=by, report=report)
    return report


def regenerate(*, by: Actor, report: Report) -> int:
    """Draft every paragraph anew from today's facts; the number of drafts that changed.

    Edited words stay as they are, and show that the facts behind them have changed. Raises
    ValidationError when the year has no agreement.
    """
    require(by, Permission.EDIT_REPORT)
    municipalities = parties_of(report.year)
    facts = gather(report.year, municipalities, language=report.language)
    if not facts[""].clauses:
        raise ValidationError(
            _("There is no agreement for %(year)d. Add the agreement first.")
            % {"year": report.year}
        )
    variants: list[Municipality | None] = [None, *municipalities]
    with translation.override(report.language):
        drafts = [
            d
            for town in variants
            for d in drafted_paragraphs(facts[town.code if town else ""], town)
        ]
    with transaction.atomic():
        stored(report)  # one redraft at a time
        changed_count = _write(report, drafts)
        change(report, by=by, action="report.regenerate", drafted_at=clock.now())
    return changed_count


_DRAFTED = ("position", "drafted_text", "drafted_facts", "drafted_sha256", "edited_sha256")


def _write(report: Report, drafts: Sequence[DraftedParagraph]) -> int:
    paragraph_by_key = {
        (paragraph.clause, paragraph.municipality_id): paragraph
        for paragraph in report.paragraphs.all()
    }
    new_paragraphs, changed_paragraphs = [], []
    for draft in drafts:
        key = (draft.clause, draft.municipality.pk if draft.municipality else None)
        paragraph = paragraph_by_key.pop(key, None)
        if paragraph is None:
            paragraph = Paragraph(
                report=report, clause=draft.clause, municipality=draft.municipality
            )
            paragraph.example, paragraph.source = report.example, report.source
            new_paragraphs.append(paragraph)
        elif (paragraph.position, paragraph.drafted_text, paragraph.drafted_facts) == (
            draft.position,
            draft.text,
            draft.facts,
        ):
            continue
        else:
            changed_paragraphs.append(paragraph)
        paragraph.position, paragraph.drafted_text = draft.position, draft.text
        paragraph.drafted_facts, paragraph.drafted_sha256 = draft.facts, draft.sha256
        if paragraph.edited and not says_otherwise(paragraph):
            paragraph.edited_sha256 = draft.sha256
    Paragraph.objects.bulk_create(new_paragraphs, batch_size=200)
    Paragraph.objects.bulk_update(changed_paragraphs, _DRAFTED, batch_size=100)
    _drop(list(paragraph_by_key.values()))
    return len(new_paragraphs) + len(changed_paragraphs)


def says_otherwise(paragraph: Paragraph) -> bool:
    """Whether what the edited words rest on is told in another way than when they were written."""
    facts_when_edited, facts_now = paragraph.edited_facts, paragraph.drafted_facts
    if "number" not in facts_when_edited or "number" not in facts_now:
        return bool(facts_when_edited.get("text", "") != facts_now.get("text", ""))
    change = facts_change(clause_from_json(facts_when_edited), clause_from_json(facts_now))
    return bool(change.before or change.after)


def _drop(gone_paragraphs: Sequence[Paragraph]) -> None:
    """Clauses that the agreement no longer has: drafts go, a person's words stay aside."""
    Paragraph.objects.filter(
        pk__in=[paragraph.pk for paragraph in gone_paragraphs if not paragraph.edited]
    ).delete()
    edited_paragraphs = [
        paragraph for paragraph in gone_paragraphs if paragraph.edited and paragraph.drafted_facts
    ]
    for paragraph in edited_paragraphs:
        paragraph.drafted_text, paragraph.drafted_facts, paragraph.drafted_sha256 = (
            "",
            {},
            paragraph.edited_sha256,
        )
    Paragraph.objects.bulk_update(edited_paragraphs, _DRAFTED)


@transaction.atomic
def edit_paragraph(
    *,
    by: Actor,
    paragraph: Paragraph,
    text: str,
    own_figures: bool | None = None,
    example: bool = False,
) -> None:
    """Write a paragraph in one's own words. `own_figures`: whether a sentence of each
    municipality's own follows them; as before when not given.

    Raises ValidationError for an empty text or one over 8,000 characters.
    """
    require(by, Permission.EDIT_REPORT)
    words = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not words:
        raise ValidationError(_("Write something, or go back to the draft."))
    if len(words) > LONGEST:
        raise ValidationError(
            _("The text is too long: at most %(count)d characters.") % {"count": LONGEST}
        )
    own_figures = paragraph.own_figures if own_figures is None else own_figures
    if (words, own_figures) == (paragraph.text, paragraph.own_figures):
        return
    _reword(
        paragraph,
        by,
        "report.words.edit",
        edited_text=words,
        edited_facts=paragraph.drafted_facts,
        edited_sha256=paragraph.drafted_sha256,
        own_figures=own_figures,
        edited_by=by.name,
        edited_at=clock.now(),
        example=example or paragraph.example,
    )


@transaction.atomic
def take_words(*, by: Actor, words: Sequence[tuple[Paragraph, str]]) -> None:
    """Write several paragraphs, all or none. Raises as `edit_paragraph`."""
    for paragraph, text in words:
        edit_paragraph(by=by, paragraph=paragraph, text=text)


@transaction.atomic
def keep_words(*, by: Actor, paragraph: Paragraph) -> None:
    """Say that edited words still hold although the facts behind them have changed."""
    require(by, Permission.EDIT_REPORT)
    if not paragraph.facts_changed:
        return
    _reword(
        paragraph,
        by,
        "report.words.keep",
        edited_facts=paragraph.drafted_facts,
        edited_sha256=paragraph.drafted_sha256,
    )


@transaction.atomic
def accept_draft(*, by: Actor, paragraph: Paragraph) -> None:
    """Give up the edited words for the draft."""
    require(by, Permission.EDIT_REPORT)
    if not paragraph.edited:
        return
    _reword(
        paragraph,
        by,
        "report.words.accept-draft",
        edited_text=None,
        edited_facts={},
        edited_sha256="",
        edited_by="",
        edited_at=None,
    )


_WORDS = (
    "edited_text",
    "edited_facts",
    "edited_sha256",
    "own_figures",
    "edited_by",
    "edited_at",
)


@transaction.atomic
def restore_words(*, by: Actor, paragraph: Paragraph, **values: Any) -> None:
    """Put the words back that stood before, with the facts behind them."""
    require(by, Permission.EDIT_REPORT)
    words = {name: text for name, text in values.items() if name in _WORDS}
    _reword(paragraph, by, "report.words.undo", **words)


check_undo_by(lambda by, _row: require(by, Permission.EDIT_REPORT), Paragraph, Highlight)


def _reword(paragraph: Paragraph, by: Actor, action: str, **values: Any) -> None:
    before = snapshot(paragraph)
    for field_name, field_value in values.items():
        setattr(paragraph, field_name, field_value)
    paragraph.save(update_fields=list(values))
    paragraph.refresh_from_db()
    record(by=by, action=action, obj=paragraph, before=before, municipality=paragraph.municipality)


@transaction.atomic
def star(
    *,
    by: Actor,
    report: Report,
    evidence: Evidence | None = None,
    action: tuple[str, str] = ("", ""),
    note: str = "",
    municipality: Municipality | None = None,
    example: bool = False,
    source: str = "",
) -> Highlight:
    """Raise work, or an action given as (id, title), among the highlights; once is enough.

    Raises ValidationError when neither or both are given, or the work has been taken back.
    """
    require(by, Permission.EDIT_REPORT)
    action_id, title = action
    if evidence is not None and evidence.undone_at is not None:
        raise ValidationError(_("This work has been taken back."))
    stored(report)  # two who raise the same at once
    earlier_highlight = report.highlights.filter(evidence=evidence, action_id=action_id).first()
    if earlier_highlight is not None:
        return earlier_highlight
    highlight = Highlight(
        report=report,
        evidence=evidence,
        action_id=action_id,
        title=(evidence.title if evidence else title)[:300],
        note=note.strip(),
        municipality=municipality,
        position=report.highlights.count() + 1,
        example=example,
        source=source,
    )
    highlight.full_clean(exclude=["position"])
    highlight.save()
    record(by=by, action="report.star", obj=highlight, municipality=municipality)
    return highlight


@transaction.atomic
def change_highlight(
    *, by: Actor, highlight: Highlight, note: str, municipality: Municipality | None
) -> bool:
    """Tell a highlight in other words, or in one municipality's report only."""
    require(by, Permission.EDIT_REPORT)
    return change(
        highlight,
        by=by,
        action="report.highlight",
        note=note.strip()[:400],
        municipality=municipality,
    )


@transaction.atomic
def unstar(*, by: Actor, highlight: Highlight) -> None:
    """Take a highlight away; the work itself stays."""
    require(by, Permission.EDIT_REPORT)
    before = snapshot(highlight)
    record(by=by, action="report.unstar", obj=highlight, before=before, after={})
    highlight.delete()


def mark_delivered(*, by: Actor, report: Report) -> None:
    """Every municipality has got the report."""
    require(by, Permission.DELIVER)
    change(report, by=by, action="report.delivered", state=Report.State.DELIVERED)
