"""`kimppa person link|export|erase EMAIL`: a way in, or all that is held on one person."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.commandline import KimppaCommand
from kimppa.core.consortium.models import Person
from kimppa.core.permissions import SYSTEM
from kimppa.core.privacy.actions import Effect, erase, preview
from kimppa.core.privacy.export import export, to_html, to_json
from kimppa.core.signin import log
from kimppa.core.signin.actions import sign_in_link
from kimppa.core.signin.models import Outcome, Way
from kimppa.core.signin.visitor import Visitor


class Command(KimppaCommand):
    help = gettext_lazy(
        "Print a sign-in link for a person; give out or erase what is held on them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        link = verbs.add_parser("link", help=_("print a one-time sign-in link, valid for a week"))
        link.add_argument("email", help=_("the person's address"))
        extract = verbs.add_parser(
            "export", help=_("write everything held on the person to a file")
        )
        extract.add_argument("email", help=_("the person's address"))
        extract.add_argument(
            "--out", type=Path, required=True, help=_("JSON, or a page to read if it ends in .html")
        )
        erasure = verbs.add_parser("erase", help=_("erase the person; cannot be undone"))
        erasure.add_argument("email", help=_("the person's address"))
        erasure.add_argument(
            "--dry-run", action="store_true", help=_("only tell what would happen")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 for an unknown address, one who may not sign in, the only coordinator."""
        person = Person.objects.filter(email=options["email"].strip().lower()).first()
        if person is None:
            raise CommandError(
                _("Nobody here has the address %(email)s. The page of people lists the addresses.")
                % {"email": options["email"]}
            )
        if options["verb"] == "link":
            self._link(person)
            return
        if options["verb"] == "export":
            self._export(person, options["out"])
            return
        act = preview if options["dry_run"] else erase
        try:
            effects = act(by=SYSTEM, person=person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self._print_effects(effects, is_final=not options["dry_run"])

    def _link(self, person: Person) -> None:
        if reason := _no_way_in(person):
            raise CommandError(reason % {"email": person.email})
        # The log shows that somebody on the server took a way in, as it shows mailed links.
        log.note(Outcome.LINK_SENT, visitor=Visitor(), person=person, way=Way.LINK)
        self.stdout.write(f"{settings.KIMPPA_PUBLIC_URL}{sign_in_link(person)}")

    def _export(self, person: Person, file: Path) -> None:
        extract = export(by=SYSTEM, person=person, at=clock.now())
        text = to_html(extract) if file.suffix == ".html" else to_json(extract)
        file.touch(mode=0o600)
        file.write_text(text, encoding="utf-8")
        row_count = sum(len(table["rows"]) for table in extract["tables"])
        text = _("%(file)s: %(rows)d rows of %(tables)d tables.")
        counts = {"rows": row_count, "tables": len(extract["tables"])}
        self.stdout.write(text % {"file": file, **counts})

    def _print_effects(self, effects: list[Effect], *, is_final: bool) -> None:
        for effect in effects:
            name = effect.table.model._meta.label
            words = [
                f"{label} {number}"
                for number, label in (
                    (effect.deleted, _("deleted")),
                    (effect.changed, _("under the pseudonym")),
                    (effect.staying, _("stay as they were delivered")),
                )
                if number
            ]
            self.stdout.write(f"{name}: {', '.join(words)}")
        if is_final:
            self.stdout.write(
                _(
                    "Erased. Delivered documents stay as they are, and so do the backups made "
                    "until now; the erasure is repeated when one of them is restored."
                )
            )
        else:
            self.stdout.write(_("Nothing was erased: this was a rehearsal."))


def _no_way_in(person: Person) -> str:
    """Why a link would open nothing, with %(email)s; empty when it opens the desk."""
    today = clock.today()
    if not person.is_active:
        return _(
            "%(email)s has been deactivated, so no link would open. A coordinator can let the "
            "person in again on the page of people."
        )
    if not person.in_force_on(today):
        return _(
            "The time of %(email)s has ended or has not begun, so no link would open. A "
            "coordinator can change the dates on the page of people."
        )
    if not person.current_memberships:
        return _(
            "%(email)s has no role today: it has ended, not begun, or was never given. A "
            "coordinator can give one on the page of people."
        )
    return ""
