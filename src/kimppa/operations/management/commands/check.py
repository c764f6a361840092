"""`kimppa check`: what is wrong with this installation, in plain words."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import translation

from kimppa.operations.diagnosis.findings import Finding, Level, Scope, line, summary
from kimppa.operations.diagnosis.run import look
from kimppa.translation import LANGUAGES, requested_language


class Command(BaseCommand):
    """One line for each finding, the worst in the exit code: 0 no fault, 1 faults, 2 wrong use."""

    help = "Tell what is wrong with this installation and what to do."
    requires_system_checks: list[str] = []  # they are findings here, too

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--language", choices=LANGUAGES, help="fi, sv or en")
        parser.add_argument("--json", action="store_true", help="for machines")
        parser.add_argument("--files", action="store_true", help="read every kept file through")
        parser.add_argument("--public", action="store_true", help="ask the public address, too")
        parser.add_argument("--mail-to", default="", help="send a test letter to this address")

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
        raise CommandError(f"{address} is not an e-mail address.", returncode=2) from error
