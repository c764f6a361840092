"""Showing the draft to the directors, and what they say of its lines."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, remove
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, person_or_none, require
from kimppa.report.models import Comment, Paragraph, Report
from kimppa.report.queries import delivered_since_shown


@transaction.atomic
def share_draft(*, by: Actor, report: Report) -> None:
    """Let each director read the draft of the own report and comment on its lines."""
    require(by, Permission.EDIT_REPORT)
    if report.shared_at is None:
        change(report, by=by, action="report.share", shared_at=clock.now())


@transaction.atomic
def unshare_draft(*, by: Actor, report: Report) -> None:
    """Take the draft back to the coordinator; comments stay."""
    require(by, Permission.EDIT_REPORT)
    if report.shared_at is not None:
        change(report, by=by, action="report.unshare", shared_at=None)


@transaction.atomic
def add_comment(
    *, by: Actor, paragraph: Paragraph, text: str, example: bool = False, source: str = ""
) -> Comment:
    """A director's remark on a line of the own report, while the draft is shown.

    Raises ValidationError for an empty text, and once the report has been delivered.
    """
    if paragraph.municipality is None or paragraph.report.shared_at is None:
        raise PermissionDenied
    require(by, Permission.COMMENT, paragraph.municipality)
    if delivered_since_shown(paragraph.report, paragraph.municipality):
        raise ValidationError(
            _("The report has been delivered. Ask the coordinator to correct it.")
        )
    comment = Comment(
        paragraph=paragraph,
        person=person_or_none(by),
        person_name=by.name,
        text=text.strip(),
        at=clock.now(),
        example=example,
        source=source,
    )
    comment.full_clean(exclude=["paragraph", "person"])
    comment.save()
    record(by=by, action="report.comment", obj=comment, municipality=paragraph.municipality)
    return comment


@transaction.atomic
def handle_comment(*, by: Actor, comment: Comment) -> None:
    """Mark a comment as handled."""
    require(by, Permission.EDIT_REPORT)
    change(comment, by=by, action="report.handle-comment", handled_at=clock.now())


@transaction.atomic
def reopen_comment(*, by: Actor, comment: Comment) -> None:
    """Undo the handling."""
    require(by, Permission.EDIT_REPORT)
    change(comment, by=by, action="report.reopen-comment", handled_at=None)


@transaction.atomic
def remove_comment(*, by: Actor, comment: Comment) -> None:
    """Take one's own comment back."""
    require_own_comment(by, comment)
    remove(comment, by=by, action="report.remove-comment")


def require_own_comment(by: Actor, comment: Comment) -> None:
    """A comment is its writer's and the coordinator's. Raises PermissionDenied."""
    if comment.person_id is None or comment.person_id != by.pk:
        require(by, Permission.EDIT_REPORT)


check_undo_by(require_own_comment, Comment)
check_undo_by(lambda by, _row: require(by, Permission.EDIT_REPORT), Report)
