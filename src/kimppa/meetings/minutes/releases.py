"""The minutes as a release: for directors, one version common to all."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import municipalities_on
from kimppa.core.evidence.actions import retract
from kimppa.core.evidence.models import Evidence
from kimppa.core.language import official, read_consortium
from kimppa.core.memo import remember
from kimppa.core.permissions import Actor
from kimppa.core.releases.actions import RenderedFile, Subject, latest
from kimppa.core.releases.drafts import Draft, ReleaseKind
from kimppa.core.releases.facts import Stamp
from kimppa.core.releases.models import Delivery, Release
from kimppa.documents.docx import render_docx
from kimppa.documents.pdf import render_pdf
from kimppa.meetings.minutes.content import Facts, facts_of, public
from kimppa.meetings.minutes.document import document as page_of
from kimppa.meetings.minutes.naming import title_of, titles_of
from kimppa.meetings.models import Correction, Meeting

KIND, TOPIC = "minutes", "meetings"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, kw_only=True)
class MinutesDraft(Draft):
    """The minutes of a meeting as they stand."""

    meeting: Meeting


class MinutesRelease(ReleaseKind[Meeting, MinutesDraft]):
    """One version is common to all; internal items are in it, so it is for directors."""

    kind = KIND
    common = True
    for_directors = True

    def subject(self, document: Meeting, municipality: Municipality | None = None) -> Subject:
        """What the minutes are called."""
        with official():
            title = title_of(document)
        return Subject(KIND, document.day.year, TOPIC, title, titles=titles_of(document))

    def municipalities(self, document: Meeting) -> list[Municipality]:
        """Those in force on the meeting's day."""
        return list(municipalities_on(document.day))

    def drafts(
        self, document: Meeting, municipalities: Sequence[Municipality] | None = None
    ) -> list[MinutesDraft]:
        """The minutes as they stand now."""
        with official():
            facts = remember(
                "minutes", document.pk, make=lambda: facts_of(document, read_consortium())
            )
        subject = self.subject(document)
        return [
            MinutesDraft(
                subject=subject,
                facts=facts,
                last=latest(subject),
                example=document.example,
                source=document.source,
                meeting=document,
            )
        ]

    def files(self, draft: MinutesDraft, stamp: Stamp) -> tuple[RenderedFile, ...]:
        """PDF to read, Word to paste from, JSON for machines; the public version to pass on, as a
        PDF and for Word.
        """
        pages = render_files(dict(draft.facts), stamp)
        content = draft.text.encode()
        name = pages[0].name.removesuffix(".pdf")
        facts = RenderedFile(f"{name}.json", "application/json", content)
        return (*pages, facts, *render_files(public(draft.facts), stamp))

    def check(
        self, document: Meeting, drafts: Sequence[MinutesDraft], *, provisional: bool
    ) -> None:
        """Only of a meeting that was held and came to something; as final only when every
        correction that was proposed has been taken or left.
        """
        if document.state != Meeting.State.HELD:
            raise ValidationError(_("Mark the meeting held first."))
        if not any(item["outcome"] for draft in drafts for item in draft.facts["items"]):
            raise ValidationError(_("No item has been closed: close those that were dealt with."))
        waiting_corrections = Correction.objects.filter(
            approval__meeting=document, state=Correction.State.WAITING
        )
        if not provisional and waiting_corrections.exists():
            raise ValidationError(_("Take or leave the proposed corrections first."))

    def delivered(self, document: Meeting, *, by: Actor) -> None:
        """A meeting and its minutes are one piece of work: where both count for the same line, the
        minutes do, once every municipality has them.
        """
        meeting_work = Evidence.objects.standing().filter(
            area=document.origin[0], object_id=document.origin[1]
        )
        towns = self.municipalities(document)
        versions = Delivery.objects.filter(
            release__kind=KIND,
            release__title__in=self.subject(document).names,
            release__provisional=False,
        )
        names = [f"delivery-{pk}" for pk in versions.values_list("pk", flat=True)]
        for work in meeting_work.exclude(duty=None):
            deliveries = Evidence.objects.standing().filter(
                area="desk", object_id__in=names, duty=work.duty_id, municipalities__in=towns
            )
            if deliveries.values("municipalities").distinct().count() == len(towns):
                retract(document.origin, by=by)

    def page(self, release: Release) -> str:
        """The page of the minutes."""
        return reverse("meetings:minutes", args=[json.loads(release.facts)["meeting"]])

    def samples(self) -> Iterator[Meeting]:
        """Meetings that were held."""
        yield from Meeting.objects.filter(state=Meeting.State.HELD)


def render_files(facts: Facts, stamp: Stamp) -> tuple[RenderedFile, RenderedFile]:
    """The minutes as PDF and as Word, in the official language."""
    with official():
        state = slugify(_("draft")) if stamp.draft else f"v{stamp.version}"
        is_public = facts["public"]
        word = [slugify(_("public"))] if is_public else []
        name = "-".join([slugify(facts["title"]), *word, state])
        page = page_of(facts, stamp)
        return (
            RenderedFile(f"{name}.pdf", "application/pdf", render_pdf(page), is_public),
            RenderedFile(f"{name}.docx", DOCX, render_docx(page), is_public),
        )


MINUTES = MinutesRelease()
