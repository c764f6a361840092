"""The pages' own styles, scripts and pictures, as the server hands them out."""

import filecmp
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.files.storage import Storage
from django.core.management import call_command

MANIFEST = "staticfiles.json"


def are_present() -> bool:
    """Whether the files have been gathered at all."""
    return (Path(settings.STATIC_ROOT) / MANIFEST).exists()


def of_another_version() -> list[str]:
    """The files that are not served as this version of the program has them."""
    root = Path(settings.STATIC_ROOT)
    return [
        name
        for finder in get_finders()
        for path, storage in finder.list([])
        if not _is_same_file(Path(storage.path(path)), root / (name := _stored_path(path, storage)))
    ]


def refresh() -> bool:
    """Gather the files of this version when others, or none, are there; whether that was needed.

    Raises OSError when they cannot be written.
    """
    if settings.DEBUG or (are_present() and not of_another_version()):
        return False  # with DEBUG they are handed out from where they are
    for path in of_another_version():
        # Django leaves a file that is newer than ours; how new it is says nothing of its version.
        (Path(settings.STATIC_ROOT) / path).unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    return True


def _stored_path(path: str, storage: Storage) -> str:
    """Where `collectstatic` puts a file, below the folder's name of its own if it has one."""
    prefix = getattr(storage, "prefix", "")
    return f"{prefix}/{path}" if prefix else path


def _is_same_file(own_file: Path, served_file: Path) -> bool:
    return served_file.is_file() and filecmp.cmp(own_file, served_file, shallow=False)
