"""`kimppa backup`: the whole instance in one file, while it is in use."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.commandline import KimppaCommand
from kimppa.operations.backup.disk import megabytes
from kimppa.operations.backup.encryption import Lock
from kimppa.operations.backup.format import BackupError
from kimppa.operations.backup.run import BackupOptions, lock_from_environment, run


class Command(KimppaCommand):
    """Make a backup; the server and the worker go on."""

    help = gettext_lazy("Back the whole instance up into one file while it is in use.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--out", type=Path, required=True, help=_("a new file, or a folder (named by time)")
        )
        parser.add_argument(
            "--recipient",
            action="append",
            default=[],
            help=_("encrypt to this age public key (age1…); may be given again"),
        )
        parser.add_argument(
            "--keep", default="", help=_("prune the folder: daily=7,weekly=5,monthly=12")
        )
        parser.add_argument(
            "--with-secrets",
            "--with-secret-key",
            action="store_true",
            help=_("put secrets (the key, those of sources) into a backup that is not encrypted"),
        )
        parser.add_argument("--json", action="store_true", help=_("the result as JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when no backup could be made."""
        recipients = tuple(options["recipient"])
        lock = Lock(recipients) if recipients else lock_from_environment()
        order = BackupOptions(options["out"], lock, options["keep"], options["with_secrets"])
        try:
            backup, removed_paths = run(order)
        except BackupError as error:
            raise CommandError(str(error)) from error
        missing_files = backup.manifest.missing
        if options["json"]:
            summary = {
                "file": str(backup.path),
                "bytes": backup.bytes,
                "seconds": round(backup.seconds, 1),
                "encrypted": lock.is_set,
                "removed": [str(path) for path in removed_paths],
                "missing": list(missing_files),
                "warning": backup.warning,
            }
            self.stdout.write(json.dumps(summary, ensure_ascii=False))
            return
        self.stdout.write(
            f"{backup.path}: {megabytes(backup.bytes)} in {backup.seconds:.1f} s, "
            f"{'encrypted' if lock.is_set else 'not encrypted'}, read back and compared."
        )
        if missing_files:
            self.stdout.write(
                f"Missing: {len(missing_files)} files that rows name, so they are not in the "
                f"backup: {', '.join(missing_files[:5])}. Run: kimppa check"
            )
        if backup.warning:
            self.stdout.write(backup.warning)
        for path in removed_paths:
            self.stdout.write(f"removed {path}")
