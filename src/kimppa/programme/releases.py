"""The programme as a release: its facts, its files, whom it concerns."""

from collections.abc import Iterator, Sequence

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.language import in_every_language, official
from kimppa.core.releases.actions import RenderedFile, Subject, latest
from kimppa.core.releases.drafts import Draft, ReleaseKind
from kimppa.core.releases.facts import Stamp
from kimppa.core.releases.models import Release
from kimppa.programme import reports
from kimppa.programme.models import Programme

KIND = TOPIC = "programme"
FILES: tuple[reports.Kind, ...] = ("pdf", "docx", "xlsx")


class ProgrammeRelease(ReleaseKind[Programme, Draft]):
    """One programme is common to all; a delivery is evidence for the programme's topic."""

    kind = KIND
    common = True
    reaches_some = True

    def subject(self, document: Programme, municipality: Municipality | None = None) -> Subject:
        """The release of a year."""
        titles = in_every_language(lambda: _("Action programme %(year)d") % {"year": document.year})
        with official():
            title = _("Action programme %(year)d") % {"year": document.year}
        return Subject(KIND, document.year, TOPIC, title, titles=titles)

    def municipalities(self, document: Programme) -> list[Municipality]:
        """Those whose year it is."""
        return list(municipalities_of(document.year))

    def drafts(
        self, document: Programme, municipalities: Sequence[Municipality] | None = None
    ) -> list[Draft]:
        """The programme as it stands."""
        subject = self.subject(document)
        with official():
            facts = reports.facts_of(document)
        # The day of writing is no fact of the programme: without it equal programmes are equal.
        facts["date"] = (document.approved_at or clock.today()).isoformat()
        return [
            Draft(
                subject=subject,
                facts=facts,
                last=latest(subject),
                example=document.example,
                source=document.source,
            )
        ]

    def files(self, draft: Draft, stamp: Stamp) -> list[RenderedFile]:
        """PDF, Word and Excel; the facts tell the programme's version and state."""
        with official():
            return [reports.rendered(draft.facts, kind) for kind in FILES]

    def check(self, document: Programme, drafts: Sequence[Draft], *, provisional: bool) -> None:
        """Only what is approved goes out."""
        if document.state == Programme.State.DRAFT:
            raise ValidationError(_("A draft is not delivered. Approve the programme first."))

    def page(self, release: Release) -> str:
        """The page of approval and delivery."""
        return reverse("programme:approval", args=[release.agreement_year])

    def samples(self) -> Iterator[Programme]:
        """Every approved programme."""
        yield from Programme.objects.exclude(state=Programme.State.DRAFT)


PROGRAMME = ProgrammeRelease()


def is_provisional(draft: Draft) -> bool:
    """Whether not every library has confirmed the programme."""
    return bool(draft.facts["state"] == "provisional")
