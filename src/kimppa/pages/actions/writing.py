"""Writing texts: each save that changes something is a version."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record
from kimppa.core.locks import one_at_a_time
from kimppa.core.permissions import Actor
from kimppa.pages.actions.rights import require_write
from kimppa.pages.actions.telling import tell
from kimppa.pages.languages import BASE, in_order
from kimppa.pages.models import Page, Text, Version

LONGEST = 200_000  # letters; the longest page that anybody reads is a hundredth of it


@dataclass(frozen=True, slots=True)
class Written:
    """What a text is to be."""

    title: str
    body: str

    @property
    def empty(self) -> bool:
        """Nothing has been written."""
        return not self.title.strip() and not self.body.strip()


@transaction.atomic
def write_texts(
    *,
    by: Actor,
    page: Page,
    texts: Mapping[str, Written],
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
    require_write(by, page)
    one_at_a_time("pages", page.pk)
    known = {text.language: text for text in Text.objects.filter(page=page)}
    moment = at or clock.now()
    base = known.get(BASE)
    before = base.number if base else 0
    made = []
    for language in in_order(texts):
        if language not in texts or (texts[language].empty and language not in known):
            continue
        text = known.get(language) or Text(page=page, language=language, number=0)
        if not _set(text, _clean(texts[language], language)):
            continue
        known[language] = text
        text.number += 1
        text.checked_on = moment.date()
        text.follows = known[BASE].number if BASE in known else 0
        text.example, text.source = example, source
        text.full_clean()
        text.save()
        made.append(_version(by, text, reason, moment))
    if minor and BASE in known and known[BASE].number != before:
        _keep_in_step(by, page, before, known[BASE].number)
    if made:
        page.__dict__.pop("by_language", None)
        tell(by=by, page=page, day=moment.date())
    return made


def _clean(given: Written, language: str) -> Written:
    body = "\n".join(line.rstrip() for line in given.body.strip().splitlines())
    title = " ".join(given.title.split())
    where = {"language": language}
    if not title or not body:
        raise ValidationError(_("Write both the title and the text (%(language)s).") % where)
    if len(body) > LONGEST:
        raise ValidationError(_("The text is too long (%(language)s).") % where)
    return Written(title, body)


def _set(text: Text, given: Written) -> bool:
    if (text.title, text.body) == (given.title, given.body):
        return False
    text.title, text.body = given.title, given.body
    return True


def _version(by: Actor, text: Text, reason: str, moment: dt.datetime) -> Version:
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
    version.full_clean()
    version.save()
    record(by=by, action="pages.write", obj=version)
    return version


def _keep_in_step(by: Actor, page: Page, before: int, now: int) -> None:
    for text in Text.objects.filter(page=page, follows=before).exclude(language=BASE):
        change(text, by=by, action="pages.match", follows=now)


@transaction.atomic
def restore_version(*, by: Actor, version: Version) -> list[Version]:
    """Write an earlier version anew: a version of its own, so that nothing is lost."""
    text = version.text
    return write_texts(
        by=by,
        page=text.page,
        texts={text.language: Written(version.title, version.body)},
        reason=_("Version %(number)d restored") % {"number": version.number},
    )


@transaction.atomic
def match_text(*, by: Actor, text: Text) -> bool:
    """Say that a translation corresponds to the Finnish text as it stands."""
    require_write(by, text.page)
    base = Text.objects.filter(page=text.page_id, language=BASE).first()
    if base is None or text.language == BASE:
        return False
    return change(text, by=by, action="pages.match", follows=base.number)
