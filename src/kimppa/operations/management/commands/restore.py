"""`kimppa restore`: an instance out of a backup."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.commandline import KimppaCommand
from kimppa.core.home import path, root
from kimppa.operations import env
from kimppa.operations.backup.disk import megabytes
from kimppa.operations.backup.encryption import Opener
from kimppa.operations.backup.format import BackupError, Manifest
from kimppa.operations.backup.restore import Restored, check_only, restore


class Command(KimppaCommand):
    help = gettext_lazy("Make the instance of a backup in an empty KIMPPA_HOME.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=_("the backup"))
        parser.add_argument("--identity", type=Path, help=_("the age identity file that opens it"))
        parser.add_argument(
            "--erasures",
            type=Path,
            help=_("a newer erasures.json, or a good one in the place of a damaged one"),
        )
        parser.add_argument(
            "--check-only", action="store_true", help=_("verify the whole backup, restore nothing")
        )
        parser.add_argument("--json", action="store_true", help=_("the result as JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when the backup is refused."""
        opener = Opener(options["identity"], env.text("KIMPPA_BACKUP_PASSPHRASE"))
        try:
            if options["check_only"]:
                self._print_outcome(
                    check_only(options["file"], opener, options["erasures"]), options
                )
                return
            outcome = restore(options["file"], opener, options["erasures"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        self._print_outcome(outcome.manifest, options, outcome)

    def _print_outcome(
        self, manifest: Manifest, options: dict[str, Any], outcome: Restored | None = None
    ) -> None:
        if options["json"]:
            summary = {
                "created": manifest.created,
                "consortium": manifest.consortium,
                "program": manifest.program,
                "database": manifest.database,
                "bytes": manifest.unpacked,
                "files": len(manifest.members) - 1,
                "rows": sum(manifest.rows.values()),
                "missing": list(manifest.missing),
                "held": asdict(outcome.pending) if outcome else None,
                "secrets": list(outcome.secrets) if outcome else [],
                "new_key": bool(outcome and outcome.new_key),
            }
            self.stdout.write(json.dumps(summary, ensure_ascii=False))
            return
        files_text = _missing_files_text(manifest) if manifest.missing else "All is whole."
        self.stdout.write(
            f"{manifest.consortium}, {manifest.created}: {megabytes(manifest.unpacked)}, "
            f"{sum(manifest.rows.values())} rows, {len(manifest.members) - 1} files. {files_text}"
        )
        if outcome:
            self._tell_restored(outcome)

    def _tell_restored(self, outcome: Restored) -> None:
        work = outcome.pending
        self.stdout.write(
            f"Restored into {root()}.\n"
            f"Letters held for you to decide: {work.letters}. Messages to other programs held: "
            f"{work.messages}. Jobs held: {work.jobs}. Erasures repeated: {work.erased}.\n"
            "Everybody signs in anew. What was done after the backup is not here: see "
            "docs/operations/backup.md, “After a restore”."
        )
        if outcome.new_key:
            self.stdout.write(
                "The backup holds no secret key, so there is a new one: whoever signs in with an "
                "authenticator app sets it up anew."
            )
        if outcome.secrets:
            self.stdout.write(
                f"Give these secrets again: {', '.join(outcome.secrets)}. Each is a file "
                f"{path('source-secrets')}/NAME, or a variable KIMPPA_SOURCE_SECRET_NAME."
            )


def _missing_files_text(manifest: Manifest) -> str:
    names = manifest.missing
    return (
        f"Its bytes are whole, but {len(names)} files that rows name were not in the instance when "
        f"the backup was made: {', '.join(names[:5])}. Take them from an earlier backup."
    )
