"""Where previews and corrected files lie, and exports in the form that corrections are made in."""

import shutil
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.db.models.signals import post_delete

from kimppa.catalogue import files
from kimppa.catalogue.models import Snapshot
from kimppa.core import home
from kimppa.marc.reading import Format, read
from kimppa.marc.reading.formats import detected
from kimppa.marc.reading.streams import opened, streams
from kimppa.marc.writing import convert

PREVIEW: Final = "preview"
CONVERTED: Final = "iso2709.mrc"


def folder(plan_pk: int, step: str) -> Path:
    return home.path("corrections") / str(plan_pk) / step


def iso2709(snapshot: Snapshot) -> Path:
    """An export in ISO 2709; one in another format is converted once, beside it.

    Raises FileNotFoundError, MarcFileError.
    """
    path = files.readable(snapshot.name)
    with opened(path) as file:
        stream = next(streams(file, path.name))
        if detected(stream.head, stream.name) is Format.ISO2709:
            return path
    target = files.folder(snapshot.name) / CONVERTED
    if not target.exists():
        convert(target, read(path))
    return target


def remove(plan_pk: int) -> None:
    shutil.rmtree(folder(plan_pk, PREVIEW).parent, ignore_errors=True)


def follow_removals() -> None:
    """When a plan's row is removed, its files are too, after the commit."""
    post_delete.connect(
        _remove_with_plan, sender="catalogue.Plan", dispatch_uid="catalogue-plan-files"
    )


def _remove_with_plan(instance: Any, **_kwargs: Any) -> None:
    pk = instance.pk  # which is None once the row is away
    transaction.on_commit(lambda: remove(pk))
