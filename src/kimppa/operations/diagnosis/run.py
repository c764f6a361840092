"""Every check in its order, each guarded: one that breaks is told of, the rest go on."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from kimppa.operations.diagnosis import (
    content,
    database,
    home,
    machine,
    network,
    surroundings,
    work,
)
from kimppa.operations.diagnosis.findings import Finding, Findings, Level, Scope, fault

type Look = Callable[[Scope], Findings]


@dataclass(frozen=True, slots=True)
class Check:
    """`needs` names a check without whose success this one has nothing to look at."""

    name: str
    look: Look
    needs: str = ""


CHECKS = (
    Check("public-address", surroundings.public_address),
    Check("host-names", surroundings.host_names),
    Check("debug", surroundings.debug),
    Check("set-day", surroundings.set_day),
    Check("secret-key", surroundings.secret_key),
    Check("unknown-settings", surroundings.unknown_settings),
    Check("mail-settings", surroundings.mail_settings),
    Check("framework", surroundings.framework),
    Check("rights", home.rights),
    Check("owner", home.owner),
    Check("writable", home.writable),
    Check("strangers", home.strangers),
    Check("irregular", home.irregular),
    Check("erasures", home.erasure_list),
    Check("room", home.room),
    Check("packages", machine.packages),
    Check("memory", machine.memory),
    Check("dictionary", machine.dictionary),
    Check("texts", content.texts),
    Check("static-files", content.static_files),
    Check("database", database.answers),
    Check("migrations", database.migrations, needs="database"),
    Check("journal", database.journal, needs="database"),
    Check("whole", database.whole, needs="database"),
    Check("somebody", database.somebody, needs="migrations"),
    Check("clocks", database.clocks, needs="migrations"),
    Check("kept-files", content.kept_files, needs="migrations"),
    Check("unknown-files", content.unknown_files, needs="migrations"),
    Check("row-files", content.row_files, needs="migrations"),
    Check("worker", work.worker, needs="migrations"),
    Check("runs", work.runs, needs="migrations"),
    Check("letters", work.letters, needs="migrations"),
    Check("backups", work.backups),
    Check("mail-server", network.mail_server),
    Check("sign-in-providers", network.sign_in_providers),
    Check("test-letter", network.send_letter),
    Check("from-outside", network.from_outside),
)


def look(scope: Scope, checks: tuple[Check, ...] = CHECKS) -> Iterator[Finding]:
    """Every finding, as it is found; in the active language."""
    failed_checks: set[str] = set()
    for check in checks:
        if check.needs in failed_checks:
            failed_checks.add(check.name)
            continue
        for finding in _guard(check, scope):
            if finding.level == Level.FAULT:
                failed_checks.add(check.name)
            yield replace(finding, text=_printable(finding.text), check=check.name)


def _printable(text: str) -> str:
    """Bytes of file names that are no UTF-8 as \\xe4, so that any terminal takes them."""
    return os.fsencode(text).decode("utf-8", "backslashreplace")


def _guard(check: Check, scope: Scope) -> Findings:
    try:
        yield from check.look(scope)
    except Exception as error:
        params = {"name": check.name, "error": f"{type(error).__name__}: {error}"}
        yield fault(_("The check %(name)s could not be made: %(error)s") % params)
