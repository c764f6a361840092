"""What the worker does: drafts brought up to date, and the versions of many municipalities."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.background import task
from kimppa.core.consortium.models import Person
from kimppa.core.files.actions import path_of, put_by
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.actions import UNCHANGED, RenderedFile, freeze_versions
from kimppa.core.releases.facts import Stamp
from kimppa.core.retry import PermanentError
from kimppa.jobs.progress import Progress, progress
from kimppa.report.actions import regenerate
from kimppa.report.models import Report
from kimppa.report.releases import REPORT, Variant


def draft_anew() -> None:
    """Bring the drafts of reports that have not been delivered up to date."""
    for report in Report.objects.filter(state=Report.State.DRAFT):
        regenerate(by=SYSTEM, report=report)


def _deliveries_address(report: int, *_arguments: object) -> str:
    stored_report = Report.objects.filter(pk=report).first()
    return reverse("report:delivery", args=[stored_report.year]) if stored_report else ""


@task(title=gettext_lazy("Versions of the report frozen"), outcome=_deliveries_address)
def freeze_report(
    report: int, person: int, codes: Sequence[str], provisional: bool, reason: str, seen: str
) -> int:
    """Freeze the versions of these municipalities, all or none, a step each; how many.

    Taken up again it makes the files that are missing. Raises PermanentError, in words, for what
    may not be frozen (any more).
    """
    stored_report = Report.objects.filter(pk=report).first()
    by = Person.objects.filter(pk=person).first()
    if stored_report is None or by is None:
        return 0
    towns = [town for town in REPORT.municipalities(stored_report) if town.code in codes]
    with progress(total=len(towns), text=_("Making the reports of the municipalities")) as run:
        try:
            releases = freeze_versions(
                by=by, kind=REPORT, document=stored_report, municipalities=towns,
                provisional=provisional, reason=reason, seen=seen, render=_Rendering(run).files
            )  # fmt: skip
        except ValidationError as error:
            if error.code == UNCHANGED:  # killed between the last version and the run's own end
                return 0
            raise PermanentError(" ".join(error.messages)) from error
    return len(releases)


class _Rendering:
    """The files of each version, put by as they are made until all versions are written."""

    def __init__(self, run: Progress) -> None:
        self._long = run
        self._ready: dict[str, list[tuple[str, str, str]]] = dict(run.cursor or {})

    def files(self, draft: Variant, stamp: Stamp) -> Sequence[RenderedFile]:
        """Those of an earlier attempt, unless the facts or the day have changed since."""
        key = f"{draft.code} {stamp.date} {draft.sha256}"
        try:
            return [
                RenderedFile(name, media_type, path_of(sha256).read_bytes())
                for name, media_type, sha256 in self._ready[key]
            ]
        except (KeyError, FileNotFoundError):
            files = REPORT.files(draft, stamp)
        with self._long.step(cursor=self._ready, text=str(draft.municipality)):
            self._ready[key] = [(file.name, file.media_type, put_by(file.data)) for file in files]
        return files
