"""Fetching the catalogue from its sources: what comes is taken in as an export and checked."""

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.catalogue import files
from kimppa.catalogue.actions.intake import add_snapshot
from kimppa.catalogue.corrections.actions import practices
from kimppa.catalogue.models import CodeTable, Dropped, Origin, Snapshot
from kimppa.catalogue.queries import same_file
from kimppa.catalogue.sources.messages import NOTHING_NEW, refusal
from kimppa.core import clock, home
from kimppa.core.audit.actions import record
from kimppa.core.background import task
from kimppa.core.connections.actions import fail, finish
from kimppa.core.connections.queries import secret_of
from kimppa.core.permissions import SYSTEM
from kimppa.core.retry import PermanentError, Retry, TryLaterError
from kimppa.jobs.progress import Progress, progress
from kimppa.sources import oai
from kimppa.sources.errors import FetchError
from kimppa.sources.folder import Drop, look, take
from kimppa.sources.mikromarc import JSON, Mikromarc, fetch
from kimppa.sources.patient import Login, patient

SYSTEM_LENGTH: Final = 60  # of the name by which tables of codes are told apart
STALE: Final = dt.timedelta(hours=24)  # a begun harvest that is older begins anew
_RETRY: Final = Retry(attempts=4, first=600, factor=4)


@dataclass(slots=True)
class Result:
    """Of a fetch: the number of records, files or items, the newest export, notes for people."""

    count: int = 0
    snapshot: Snapshot | None = None
    figures: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@task(title=gettext_lazy("Fetching of the catalogue"), retry=_RETRY)
def fetch_origin(pk: int) -> int:
    """Fetch from one source; how many records, files or items came.

    Stopped, killed or failed, the next fetch goes on where it was.
    """
    origin = Origin.objects.filter(pk=pk, example=False).first()
    if origin is None:  # removed in the meantime
        return 0
    try:
        with progress(total=0, text=origin.title) as bar:
            result = _FETCHERS[Origin.Kind(origin.kind)](origin, bar)
    except FetchError as error:
        # Without the cause, since a service may send the secret back in its own words.
        failure = fail(origin, refusal(error))
        if error.passing:
            raise TryLaterError(failure, after=_delay_asked(error)) from None
        raise PermanentError(failure) from None
    except ValidationError as error:
        failure = fail(origin, " ".join(error.messages))
        raise PermanentError(failure) from error
    newest_export = {"latest": result.snapshot} if result.snapshot else {}
    finish(origin, note=" ".join(result.notes), figures=result.figures, **newest_export)
    return result.count


def _delay_asked(error: FetchError) -> dt.timedelta | None:
    return dt.timedelta(seconds=min(error.after, 86_400)) if error.after else None


def _reporter(bar: Progress) -> tuple[Callable[[int, int, str], None], Callable[[], bool]]:
    """How far it is (done, of how many, words), and a question that ends the work when asked."""
    total = 0

    def report(count: int, total_now: int, text: str) -> None:
        nonlocal total
        if total_now > total:
            total = total_now
            bar.begin(total, text)
        reported = bar.cursor or 0
        with bar.step(cursor=max(count, reported), advance=max(count - reported, 0), text=text):
            pass

    def stop() -> bool:
        with bar.step(cursor=bar.cursor, advance=0):
            pass
        return False

    return report, stop


def _login(origin: Origin) -> Login | None:
    if not origin.secret_name:
        return None
    return Login(origin.user, secret_of(origin))


def work_folder(origin: Origin) -> Path:
    """Where what is under way from a source lies."""
    return files.root() / ".fetching" / str(origin.pk)


def _harvest_records(origin: Origin, bar: Progress) -> Result:
    """By OAI-PMH."""
    report, stop = _reporter(bar)
    folder = work_folder(origin)
    _forget_stale(folder)
    request = oai.Request(origin.address, prefix=origin.prefix, set=origin.set_name)
    text = _("Fetching records")
    with patient(allow=settings.KIMPPA_OUTBOUND_ALLOW, login=_login(origin), stop=stop) as asking:
        outcome = oai.harvest(
            request,
            folder,
            client=asking,
            progress=lambda state: report(
                state.records + state.deleted, max(state.total or 0, state.records), text
            ),
        )
    result = Result(
        outcome.records, figures={"records": outcome.records, "deleted": outcome.deleted}
    )
    if outcome.missing:
        note = _("The service promised %(count)d records more than came.")
        result.notes.append(note % {"count": outcome.missing})
    with outcome.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if same_file(digest) is not None:
        result.notes.append(str(NOTHING_NEW))
    else:
        received = files.Received(outcome.path, outcome.path.stat().st_size, digest)
        result.snapshot = _store_snapshot(origin, received, f"{origin.title}.xml", clock.today())
    shutil.rmtree(folder, ignore_errors=True)
    return result


def _forget_stale(folder: Path) -> None:
    """An export is of one day: half of it is not from last month."""
    state = folder / "harvest.sqlite"
    if state.exists() and clock.now().timestamp() - state.stat().st_mtime > STALE.total_seconds():
        shutil.rmtree(folder)


def drop_folder(address: str) -> Path:
    """The folder that an address names: the server's folder of exports, or one inside it.

    Raises ValidationError for one outside, or when the server has no such folder.
    """
    if not settings.KIMPPA_CATALOGUE_DIR:
        raise ValidationError(
            _("The server has no folder of exports. Whoever runs it sets KIMPPA_CATALOGUE_DIR.")
        )
    root = Path(settings.KIMPPA_CATALOGUE_DIR).resolve()
    try:
        folder = (root / address).resolve()
        is_inside = folder.is_relative_to(root) and folder.is_dir()
    except (OSError, ValueError):
        is_inside = False
    if not is_inside:
        values = {"folder": address}
        raise ValidationError(
            _("There is no folder “%(folder)s” in the server's folder of exports.") % values
        )
    return folder


def _take_dropped(origin: Origin, bar: Progress) -> Result:
    """New files of a folder, the oldest first; one that is of no use keeps no other back."""
    folder = drop_folder(origin.address)
    listing = look(folder)
    marks = set(origin.dropped.values_list("mark", flat=True))
    result = Result()
    for drop in listing.ready:
        if drop.mark not in marks:
            _take_file(origin, folder, drop, bar, result)
    result.figures = {"files": result.count, "waiting": len(listing.waiting)}
    return result


def _take_file(origin: Origin, folder: Path, drop: Drop, bar: Progress, result: Result) -> None:
    report, _stop = _reporter(bar)
    ending = Path(drop.name).suffix.lower()
    target = work_folder(origin) / f"taken{ending if ending in files.ENDINGS_WITH_ZIP else '.mrc'}"
    target.parent.mkdir(parents=True, exist_ok=True)
    checksums = set(Dropped.objects.values_list("sha256", flat=True))
    checksums |= set(Snapshot.objects.values_list("sha256", flat=True))
    text = _("Reading %(name)s") % {"name": drop.display_name}
    try:
        file = take(
            folder,
            drop,
            target,
            known_sums=checksums,
            progress=lambda count, all_: report(count, all_, text),
        )
    except FetchError as error:
        result.notes.append(refusal(error))  # seen again at the next look
        return
    snapshot, reason = None, "" if file.new else str(NOTHING_NEW)
    if file.new:
        day = dt.datetime.fromtimestamp(drop.changed / 1e9, clock.ZONE).date()
        received = files.Received(target, file.size, file.sha256)
        try:
            snapshot = _store_snapshot(origin, received, drop.display_name, min(day, clock.today()))
        except ValidationError as error:
            reason = f"{drop.display_name}: {' '.join(error.messages)}"
            result.notes.append(reason)
    _keep_drop(origin, drop, sha256=file.sha256, snapshot=snapshot, reason=reason)
    if snapshot is not None:
        result.count, result.snapshot = result.count + 1, snapshot


@transaction.atomic
def _keep_drop(
    origin: Origin, drop: Drop, *, sha256: str, snapshot: Snapshot | None, reason: str
) -> None:
    """Remember that a file has been taken, or is of no use."""
    file = Dropped(
        origin=origin,
        mark=drop.mark,
        sha256=sha256,
        name=drop.display_name[:255],
        snapshot=snapshot,
        why=reason[:500],
        taken_at=clock.now(),
    )
    file.save()
    record(by=SYSTEM, action="catalogue.take", obj=file)


def _fetch_items(origin: Origin, bar: Progress) -> Result:
    """Items and codes from Mikromarc, kept as files until the next fetch."""
    report, stop = _reporter(bar)
    texts = {"items": _("Fetching items")}
    text = _("Fetching codes")
    with patient(
        allow=settings.KIMPPA_OUTBOUND_ALLOW, login=_login(origin), stop=stop, headers=JSON
    ) as asking:
        outcome = fetch(
            Mikromarc(origin.address, asking),
            items_folder(origin),
            progress=lambda name, count: report(count, count, texts.get(name, text)),
        )
    figures = {
        "items": outcome.items,
        "units": outcome.units,
        "locations": outcome.locations,
        "statuses": dict(outcome.statuses.most_common()),
    }
    result = Result(outcome.items, figures=figures)
    if unknown_statuses := outcome.unknown_statuses:
        values = {"statuses": ", ".join(unknown_statuses)[:200]}
        result.notes.append(_("Items have statuses that are not known: %(statuses)s") % values)
    practices.store_fetched(system=origin.title[:SYSTEM_LENGTH], tables=_code_tables(origin))
    return result


def _code_tables(origin: Origin) -> dict[str, list[tuple[str, str]]]:
    """The units and departments that were fetched, by the kind of table."""
    path = items_folder(origin) / "units.jsonl"
    units = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    tables: dict[str, list[tuple[str, str]]] = {}
    for unit in units:
        kind = CodeTable.Kind.DEPARTMENTS if unit["department"] else CodeTable.Kind.BRANCHES
        tables.setdefault(kind, []).append((unit["id"], unit["name"]))
    return tables


def items_folder(origin: Origin) -> Path:
    """Where the items and codes of a source lie, as JSON lines."""
    return home.path("items") / str(origin.pk)


def _store_snapshot(origin: Origin, received: files.Received, name: str, day: dt.date) -> Snapshot:
    return add_snapshot(
        by=SYSTEM,
        received=received,
        file_name=name,
        taken_on=day,
        source=f"{origin.title}: {origin.address}"[:500],
        profile=origin.profile,
    )


_FETCHERS: Final[dict[Origin.Kind, Callable[[Origin, Progress], Result]]] = {
    Origin.Kind.OAI: _harvest_records,
    Origin.Kind.FOLDER: _take_dropped,
    Origin.Kind.MIKROMARC: _fetch_items,
}
