"""Programme and report as files for each municipality: drafts, or the newest frozen versions."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Municipality
from kimppa.core.files.actions import read
from kimppa.core.language import official
from kimppa.core.permissions import Actor
from kimppa.core.releases.actions import (
    UNCHANGED,
    RenderedFile,
    deliver_versions,
    freeze_versions,
)
from kimppa.core.releases.facts import canonical
from kimppa.core.releases.models import Release
from kimppa.core.releases.queries import newest
from kimppa.programme import reports as programme_reports
from kimppa.programme.actions.delivery import deliver_programme, freeze_programme
from kimppa.programme.models import Programme
from kimppa.programme.queries import programme_of
from kimppa.report.actions import regenerate, start_report
from kimppa.report.queries import contents, report_of
from kimppa.report.releases import JSON, REPORT, draft_files

ENDINGS = (".pdf", ".docx", ".json")


def realisation(
    *,
    by: Actor,
    year: int,
    municipalities: Sequence[Municipality],
    draft: bool,
    deliver: bool,
    reason: str = "",
) -> list[RenderedFile]:
    """The report's files, drafted first; frozen (and delivered) unless only a draft is asked.

    What has not changed since its last version keeps it. Raises as `start_report`,
    `freeze_versions` and `deliver_versions`.
    """
    report = report_of(year) or start_report(by=by, year=year)
    if draft:
        regenerate(by=by, report=report)
        return [
            f for content in contents(report, municipalities).values() for f in draft_files(content)
        ]
    try:
        freeze_versions(
            by=by, kind=REPORT, document=report, municipalities=municipalities, reason=reason
        )
    except ValidationError as error:
        if error.code != UNCHANGED:
            raise
    if deliver:
        deliver_versions(by=by, kind=REPORT, document=report, municipalities=municipalities)
    versions = newest(REPORT.subject(report))
    return [f for m in municipalities for f in _stored_files(versions[m.code])]


def programme(
    *,
    by: Actor,
    year: int,
    municipalities: Sequence[Municipality],
    draft: bool,
    deliver: bool,
    reason: str = "",
) -> list[RenderedFile]:
    """The programme's files for each municipality: in a draft what concerns it, frozen the one
    version that is common to all. Delivering reaches every library at once.

    Raises ValidationError when the year has no programme, and as `freeze_programme`.
    """
    programme = programme_of(year)
    if programme is None:
        raise ValidationError(_("There is no action programme for %(year)d.") % {"year": year})
    if draft:
        return [
            f for municipality in municipalities for f in _programme_draft(programme, municipality)
        ]
    release = (
        deliver_programme(by=by, programme=programme, reason=reason).release
        if deliver
        else freeze_programme(by=by, programme=programme, reason=reason)
    )
    files = _stored_files(release)
    return [_with_municipality(f, municipality) for municipality in municipalities for f in files]


def _programme_draft(programme: Programme, municipality: Municipality) -> Iterable[RenderedFile]:
    with official(municipality):
        facts = programme_reports.facts_of(programme, municipality)
        pdf = programme_reports.rendered(facts, "pdf")
        yield pdf
        yield programme_reports.rendered(facts, "docx")
    stem = pdf.name.removesuffix(".pdf")
    yield RenderedFile(f"{stem}.json", JSON, canonical(facts).encode())


def _stored_files(release: Release) -> list[RenderedFile]:
    """The frozen files; the facts as JSON are added when the release keeps none as a file."""
    files = [
        RenderedFile(file.name, file.stored.media_type, read(file.stored))
        for file in release.files.select_related("stored")
        if file.name.endswith(ENDINGS)
    ]
    if not any(file.name.endswith(".json") for file in files):
        stem = files[0].name.rpartition(".")[0] if files else slugify(release.title)
        files.append(RenderedFile(f"{stem}.json", JSON, release.facts.encode()))
    return files


def _with_municipality(file: RenderedFile, municipality: Municipality) -> RenderedFile:
    stem, _dot, ending = file.name.rpartition(".")
    with official(municipality):
        name = slugify(municipality.name)
    return RenderedFile(f"{stem}-{name}.{ending}", file.media_type, file.data)
