"""The theme list of a month as a release: its facts, its file, whom it concerns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality
from kimppa.core.language import official, read_consortium
from kimppa.core.releases.actions import RenderedFile, Subject, latest
from kimppa.core.releases.drafts import Draft, ReleaseKind
from kimppa.core.releases.facts import Stamp
from kimppa.core.releases.models import Release
from kimppa.documents.pdf import render_pdf
from kimppa.feedback.evidence import TOPIC
from kimppa.feedback.months.content import Facts, facts_of
from kimppa.feedback.months.counts import Tally, municipalities_in, tally
from kimppa.feedback.months.document import document as page_of
from kimppa.feedback.months.month import Month, title_of, titles_of
from kimppa.feedback.months.queries import KIND, months


@dataclass(frozen=True, kw_only=True)
class ThemeList(Draft):
    """A month's list as it stands: `facts` in its own language, `shown` in the reader's."""

    month: Month
    tally: Tally
    shown: Facts

    @property
    def over(self) -> bool:
        """Whether the month has ended; before that a list can only be provisional."""
        return self.month.last < clock.today()

    @property
    def settled(self) -> bool:
        """Whether the last version stands, as final as it can be."""
        provisional = self.last is not None and self.last.provisional
        return not self.changed and not (provisional and self.over)


class ThemeListRelease(ReleaseKind[Month, ThemeList]):
    """One list is common to all; a delivery is evidence for feedback in each municipality."""

    kind = KIND
    common = True

    def subject(self, document: Month, municipality: Municipality | None = None) -> Subject:
        """What the release of a month is called."""
        with official():
            title = title_of(document)
        return Subject(
            KIND,
            document.year,
            TOPIC,
            title,
            period=f"{document.year}-{document.number:02d}",
            titles=titles_of(document),
        )

    def municipalities(self, document: Month) -> list[Municipality]:
        """Those in force when the month ends."""
        return municipalities_in(document)

    def drafts(
        self, document: Month, municipalities: Sequence[Municipality] | None = None
    ) -> list[ThemeList]:
        """The list as it stands now."""
        month_tally, consortium = tally(document), read_consortium()
        with official():
            facts = facts_of(month_tally, consortium)
        subject = self.subject(document)
        return [
            ThemeList(
                subject=subject,
                facts=facts,
                last=latest(subject),
                example=month_tally.example,
                month=document,
                tally=month_tally,
                shown=facts_of(month_tally, consortium),
            )
        ]

    def files(self, draft: ThemeList, stamp: Stamp) -> tuple[RenderedFile, ...]:
        """PDF to read, JSON for machines."""
        with official():
            state = slugify(_("draft")) if stamp.draft else f"v{stamp.version}"
            name = f"{slugify(draft.facts['title'])}-{state}"
            pdf = render_pdf(page_of(draft.facts, stamp))
        return (
            RenderedFile(f"{name}.pdf", "application/pdf", pdf),
            RenderedFile(f"{name}.json", "application/json", draft.text.encode()),
        )

    def check(self, document: Month, drafts: Sequence[ThemeList], *, provisional: bool) -> None:
        """Only a month with something to tell, and as final only when it is over."""
        for draft in drafts:
            if draft.tally.empty:
                raise ValidationError(_("Nothing came and nothing was done in this month."))
            if not draft.over and not provisional:
                raise ValidationError(
                    _("The month is not over yet: until then the list can only be provisional.")
                )

    def page(self, release: Release) -> str:
        """The page of all months."""
        return reverse("feedback:months")

    def samples(self) -> Iterator[Month]:
        """The months of which there is something to tell."""
        yield from (row["month"] for row in months() if row["arrived"])


THEMES = ThemeListRelease()
