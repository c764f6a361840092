"""A migration that has landed stays as it is: instances have run it and will not run it again."""

import hashlib
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from tests.architecture.conftest import ROOT

LIST = Path(__file__).with_name("migrations.sha256")
ADD = f"a new migration adds its line of sha256sum to {LIST.relative_to(ROOT)}"


def listed() -> dict[str, str]:
    """Path of a migration to its sha256."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, path in (line.split() for line in lines)}


def present(files: tuple[Path, ...]) -> dict[str, str]:
    return {
        path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.parent.name == "migrations" and path.suffix == ".py" and path.name != "__init__.py"
    }


def test_no_landed_migration_is_changed_or_removed(files: tuple[Path, ...]) -> None:
    now = present(files)
    changed = [path for path, digest in listed().items() if now.get(path) != digest]
    assert not changed, "write a new migration instead of editing these"


def test_every_migration_is_listed(files: tuple[Path, ...]) -> None:
    assert not present(files).keys() - listed().keys(), ADD


def test_a_new_instance_has_the_tables_of_one_that_was_upgraded_step_by_step() -> None:
    """What a squashed migration makes at once is what those make that it replaces."""
    at_once, by_steps = (
        MigrationLoader(None, replace_migrations=replace).project_state()
        for replace in (True, False)
    )
    assert at_once.models.keys() == by_steps.models.keys()
    assert [key for key, model in by_steps.models.items() if at_once.models[key] != model] == []
