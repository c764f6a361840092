"""Writing texts and looking at them: each save that changes something is a version."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import add, change, remove, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.locks import one_at_a_time
from kimppa.core.permissions import Actor, require
from kimppa.pages.actions.work import record_work
from kimppa.pages.languages import BASE, in_order
from kimppa.pages.models import Check, Page, Text, Version
from kimppa.pages.queries import may_write, previous

LONGEST = 200_000  # letters; the longest page that anybody reads is a hundredth of it


@dataclass(frozen=True, slots=True)
class TextContent:
    """What a text is to be."""

    title: str
    body: str

    @property
    def empty(self) -> bool:
        """Whether there is neither a title nor a body."""
        return not self.title.strip() and not self.body.strip()


def _require_write(by: Actor, page: Page) -> None:
    """Raise PermissionDenied unless `by` keeps the pages or owns this one."""
    if not (isinstance(by, Person) and may_write(by, page)):
        require(by, Permission.MANAGE_PAGES)


check_undo_by(lambda by, text: _require_write(by, text.page), Text)
check_undo_by(lambda by, row: _require_write(by, row.text.page), Version, Check)


@transaction.atomic
def write_texts(
    *,
    by: Actor,
    page: Page,
    texts: Mapping[str, TextContent],
    reason: str = "",
    minor: bool = False,
    at: dt.datetime | None = None,
    example: bool = False,
    source: str = "",
) -> list[Version]:
    """Save what differs, by language; each difference is a new version.

    A translation that is saved is taken to correspond to the Finnish text as it stands after the
    save. A `minor` change of the Finnish text leaves the translations in step. A language that
    has no text may stay empty. Raises ValidationError, nothing saved, for a text without a title
    or one too long, and for an emptied one.
    """
    _require_write(by, page)
    one_at_a_time("pages", page.pk)
    text_by_language = {text.language: text for text in Text.objects.filter(page=page)}
    moment = at or clock.now()
    base_text = text_by_language.get(BASE)
    base_number_before = base_text.number if base_text else 0
    versions = []
    for language in in_order(texts):
        if language not in texts or (texts[language].empty and language not in text_by_language):
            continue
        text = text_by_language.get(language) or Text(page=page, language=language, number=0)
        if not _set_content(text, _clean_content(texts[language], language)):
            continue
        text_by_language[language] = text
        text.number += 1
        text.checked_on = moment.date()
        text.follows = text_by_language[BASE].number if BASE in text_by_language else 0
        text.example, text.source = example, source
        text.full_clean()
        text.save()
        versions.append(_add_version(by, text, reason, moment))
    if minor and BASE in text_by_language and text_by_language[BASE].number != base_number_before:
        _keep_in_step(by, page, base_number_before, text_by_language[BASE].number)
    if versions:
        page.__dict__.pop("by_language", None)
        record_work(by=by, page=page, day=moment.date())
    return versions


def _clean_content(content: TextContent, language: str) -> TextContent:
    title, body = content.title.strip(), content.body.strip()
    words = {"language": language}
    if not title or not body:
        raise ValidationError(_("Write both the title and the text (%(language)s).") % words)
    if len(body) > LONGEST:
        raise ValidationError(_("The text is too long (%(language)s).") % words)
    return TextContent(title, body)


def _set_content(text: Text, content: TextContent) -> bool:
    """Whether the text became another."""
    if (text.title, text.body) == (content.title, content.body):
        return False
    text.title, text.body = content.title, content.body
    return True


def _add_version(by: Actor, text: Text, reason: str, moment: dt.datetime) -> Version:
    version = Version(
        text=text,
        number=text.number,
        title=text.title,
        body=text.body,
        reason=reason.strip(),
        at=moment,
        by_name=by.name,
        example=text.example,
        source=text.source,
    )
    return add(version, by=by, action="pages.write")


def _keep_in_step(by: Actor, page: Page, earlier_number: int, new_number: int) -> None:
    """Let the translations of one Finnish version follow another."""
    for text in Text.objects.filter(page=page, follows=earlier_number).exclude(language=BASE):
        change(text, by=by, action="pages.match", follows=new_number)


@transaction.atomic
def restore_version(*, by: Actor, version: Version) -> list[Version]:
    """Write an earlier version anew: a version of its own, so that nothing is lost."""
    text = version.text
    return write_texts(
        by=by,
        page=text.page,
        texts={text.language: TextContent(version.title, version.body)},
        reason=_("Version %(number)d restored") % {"number": version.number},
    )


@transaction.atomic
def take_version_back(*, by: Actor, version: Version) -> None:
    """Write the version before it anew; a language that had none loses its text.

    Translations that were in step with the version before stay so. Raises ValidationError when
    somebody has written the text since.
    """
    text = version.text
    _require_write(by, text.page)
    if stored(text).number != version.number:
        raise ValidationError(_("Somebody has written the text after that."))
    earlier_version = previous(version)
    if earlier_version is None:
        _remove_text(by, text)
        return
    for restored_version in restore_version(by=by, version=earlier_version):
        if text.language == BASE:
            _keep_in_step(by, text.page, earlier_version.number, restored_version.number)


def _remove_text(by: Actor, text: Text) -> None:
    """The log keeps what the text said."""
    page, day = text.page, text.checked_on
    remove(text, by=by, action="pages.unwrite")
    page.__dict__.pop("by_language", None)
    record_work(by=by, page=page, day=day)


@transaction.atomic
def match_text(*, by: Actor, text: Text, follows: int | None = None) -> bool:
    """Say that a translation corresponds to the Finnish text: as it stands, or the version of
    that number.
    """
    _require_write(by, text.page)
    base_text = Text.objects.filter(page=text.page_id, language=BASE).first()
    if base_text is None or text.language == BASE:
        return False
    number = base_text.number if follows is None else follows
    return change(text, by=by, action="pages.match", follows=number)


@transaction.atomic
def check_page(*, by: Actor, page: Page) -> list[Check]:
    """Somebody looked at the page in every language and found it right today."""
    return [check_text(by=by, text=text) for text in page.texts.all()]


@transaction.atomic
def check_text(
    *,
    by: Actor,
    text: Text,
    on: dt.date | None = None,
    example: bool = False,
    source: str = "",
) -> Check:
    """Somebody looked at the text and found it right. Raises ValidationError for a day to come."""
    _require_write(by, text.page)
    day = on or clock.today()
    if day > clock.today():
        raise ValidationError(_("The date is still to come."))
    checked_before = stored(text).checked_on
    if earlier_check := text.checks.filter(on=day, by_name=by.name).first():
        return earlier_check  # the button was pressed twice
    check = Check(
        text=text, on=day, before=checked_before, by_name=by.name, example=example, source=source
    )
    add(check, by=by, action="pages.look")
    change(text, by=by, action="pages.look", checked_on=max(day, checked_before))
    record_work(by=by, page=text.page, day=day)
    return check


@transaction.atomic
def take_check_back(*, by: Actor, check: Check) -> None:
    """Undo a look: the text is due when it was."""
    text = check.text
    _require_write(by, text.page)
    day = check.on
    is_newest = not text.checks.exclude(pk=check.pk).filter(on__gte=day).exists()
    written_since = text.versions.filter(at__date__gte=day).exists()
    remove(check, by=by, action="pages.unlook")
    if is_newest and not written_since:
        change(text, by=by, action="pages.unlook", checked_on=check.before)
    record_work(by=by, page=text.page, day=day)
