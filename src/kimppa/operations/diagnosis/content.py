"""What the program serves: texts in every language, static files, kept originals."""

import datetime as dt
import hashlib
from collections import defaultdict
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import home
from kimppa.core.area import expected
from kimppa.core.files.actions import path_of
from kimppa.core.files.models import StoredFile
from kimppa.core.home import InBackup
from kimppa.operations import statics
from kimppa.operations.diagnosis.findings import Findings, Scope, fault, notice, ok
from kimppa.operations.messages import catalogues, is_stale

CHUNK = 2**20
LONG = dt.timedelta(hours=1)


def texts(scope: Scope) -> Findings:
    """Without compiled catalogues pages are in English."""
    stale_paths = [path for path in catalogues() if is_stale(path)]
    if stale_paths:
        yield fault(
            _(
                "The program's texts in Finnish and Swedish are not compiled (%(n)s files). "
                "Run deploy/prepare in the program's folder."
            )
            % {"n": len(stale_paths)}
        )


def static_files(scope: Scope) -> Findings:
    """Pages without their own style and scripts, or with those of another version."""
    if not statics.are_present():
        yield fault(_("The static files are missing. Run: kimppa django collectstatic --no-input"))
        return
    files = statics.of_another_version()
    if files:
        yield fault(
            _(
                "The static files are of another version (%(name)s, for one). "
                "Run: kimppa django collectstatic --no-input"
            )
            % {"name": files[0]}
        )
    else:
        yield ok(_("Static files and texts are of this version."))


def kept_files(scope: Scope) -> Findings:
    """Every row's file is there; with `files` every byte is read, too."""
    missing_names, altered_names, count = [], [], 0
    for file in StoredFile.objects.order_by("pk").iterator():
        path = path_of(file.sha256)
        count += 1
        if not path.is_file():
            missing_names.append(file.name)
        elif path.stat().st_size != file.size or (scope.files and not _is_intact(path)):
            altered_names.append(file.name)
    for names, text in (
        (missing_names, _("%(n)s kept files are missing: %(names)s. Take them from a backup.")),
        (altered_names, _("%(n)s kept files are altered: %(names)s. Take them from a backup.")),
    ):
        if names:
            yield fault(text % {"n": len(names), "names": ", ".join(names[:3])})
    if not missing_names and not altered_names:
        yield ok(_count_text(count, is_read=scope.files))


def unknown_files(scope: Scope) -> Findings:
    """A file of `files` that no row names is in no backup. A young one may be getting its row."""
    folder = home.path("files")
    paths = {path_of(sha256) for sha256 in StoredFile.objects.values_list("sha256", flat=True)}
    latest_change = (dt.datetime.now(dt.UTC) - LONG).timestamp()
    names = [
        path.relative_to(folder.parent).as_posix()
        for path in home.contents(folder)
        if path not in paths and path.lstat().st_mtime < latest_change
    ]
    if names:
        yield notice(
            _(
                "In %(folder)s there are files that no row names and that no backup takes along "
                "(%(n)s): %(names)s. Move them elsewhere."
            )
            % {"folder": folder, "n": len(names), "names": ", ".join(sorted(names)[:3])}
        )


def row_files(scope: Scope) -> Findings:
    """Exports, corrections, maildirs, secrets: what rows name is there."""
    count, titles_by_entry = 0, defaultdict(list)
    for file in expected():
        count += 1
        if not file.is_there():
            titles_by_entry[file.entry].append(f"{file.path} ({file.title})")
    for entry in home.entries():
        if names := titles_by_entry.get(entry.name):
            params = {"n": len(names), "names": ", ".join(names[:3]), "mend": entry.mend}
            text = _("The database names files that are missing (%(n)s): %(names)s. %(mend)s")
            # What no backup holds may be on its way, and the services may know a secret.
            is_grave = entry.backup is InBackup.ALWAYS
            yield fault(text % params) if is_grave else notice(text % params)
    if count and not titles_by_entry:
        text = ngettext(
            "%(n)s other file that the database names is in place.",
            "%(n)s other files that the database names are in place.",
            count,
        )
        yield ok(text % {"n": count})


def _count_text(count: int, *, is_read: bool) -> str:
    if is_read:
        return ngettext(
            "%(n)s kept file was read and is as it was stored.",
            "%(n)s kept files were read and are as they were stored.",
            count,
        ) % {"n": count}
    return ngettext("%(n)s kept file is in place.", "%(n)s kept files are in place.", count) % {
        "n": count
    }


def _is_intact(path: Path) -> bool:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest() == path.name
