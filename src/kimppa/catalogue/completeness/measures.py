"""Measuring how full the records of an export are, once it has been checked, and noting which of
them lead online."""

from pathlib import Path

from kimppa.catalogue import files
from kimppa.catalogue.models import Check
from kimppa.marc.eresources import links
from kimppa.marc.reading import grouped, read
from kimppa.marc.rules.profiles import profile
from kimppa.marc.scores.measuring import FILE, keep, measured

PLACE = ("852", "b")  # whose a record is, where the profile does not say it


def folder_of(check: Check) -> Path:
    """Where the measures of a check lie: beside its findings."""
    return files.folder(check.snapshot.name) / check.folder


def is_measured(check: Check) -> bool:
    """Whether the export has been measured, or its files are no longer there."""
    folder = folder_of(check)
    return not folder.is_dir() or all((folder / name).exists() for name in (FILE, links.FILE))


def measure(check: Check) -> int:
    """Measure the export of a check; the number of records. It is read once for all of this."""
    tag, code = next(iter(profile(check.profile).owners), PLACE)
    path, online = files.readable(check.snapshot.name), links.Links()
    keep(measured(online.watching(grouped(read(path))), tag, code), folder_of(check))
    online.keep(folder_of(check))
    return check.records
