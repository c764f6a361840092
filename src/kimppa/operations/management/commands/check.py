"""`kimppa check`: what is wrong with this installation, in plain words."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.commandline import KimppaCommand
from kimppa.operations.diagnosis.findings import Finding, Level, Scope, line, summary
from kimppa.operations.diagnosis.run import look
from kimppa.translation import LANGUAGES, requested_language


class Command(KimppaCommand):
    """One line for each finding, the worst in the exit code: 0 no fault, 1 faults, 2 wrong use."""

    help = gettext_lazy("Tell what is wrong with this installation and what to do.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--language", choices=LANGUAGES, help="fi, sv, en")
        parser.add_argument("--json", action="store_true", help=_("the result as JSON"))
        parser.add_argument("--files", action="store_true", help=_("read every kept file through"))
        parser.add_argument("--public", action="store_true", help=_("ask the public address, too"))
        parser.add_argument("--mail-to", default="", help=_("send a test letter to this address"))

    def handle(self, *args: Any, **options: Any) -> None:
        scope = Scope(options["files"], options["public"], options["mail_to"])
        language = options["language"] or requested_language(sys.argv)
        with translation.override(language):
            if scope.mail_to:
                _must_be_an_address(scope.mail_to)
            findings = self._print_findings(scope, as_json=options["json"])
        if any(finding.level == Level.FAULT for finding in findings):
            sys.exit(1)

    def _print_findings(self, scope: Scope, *, as_json: bool) -> list[Finding]:
        findings = []
        for finding in look(scope):
            findings.append(finding)
            if not as_json:
                self.stdout.write(line(finding))
        if as_json:
            is_well = all(finding.level != Level.FAULT for finding in findings)
            report = {"ok": is_well, "findings": [asdict(finding) for finding in findings]}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(summary(findings))
        return findings


def _must_be_an_address(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError as error:
        raise CommandError(
            _("%(email)s is not an e-mail address.") % {"email": address}, returncode=2
        ) from error
