"""`kimppa setup`: an empty instance made ready for its consortium."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import home
from kimppa.core.commandline import KimppaCommand
from kimppa.core.consortium.models import Consortium, Membership, Person
from kimppa.core.consortium.roles import ROLE_LABELS, Role
from kimppa.core.signin.actions import sign_in_link


class Command(KimppaCommand):
    help = gettext_lazy("Make an empty instance ready and print the coordinator's sign-in link.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help=_("the consortium's name"))
        parser.add_argument("--short-name", default="", help=_("shown in the top bar"))
        parser.add_argument(
            "--language",
            default="fi",
            choices=[code for code, _name in settings.LANGUAGES],
            help=_("of its documents, and of the coordinator's desk"),
        )
        parser.add_argument("--email", required=True, help=_("the first coordinator's address"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses an instance that has a consortium, and a wrong address, before writing."""
        try:
            validate_email(options["email"])
        except ValidationError as error:
            text = _("%(email)s is not an e-mail address.") % {"email": options["email"]}
            raise CommandError(text) from error
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if Consortium.objects.exists():
            text = _(
                "%(home)s already has a consortium. A new sign-in link: kimppa person link EMAIL"
            )
            raise CommandError(text % {"home": home.root()})
        person = self._first_rows(
            options["name"], options["short_name"], options["email"], options["language"]
        )
        self.stdout.write(f"{settings.KIMPPA_PUBLIC_URL}{sign_in_link(person)}")

    @transaction.atomic
    def _first_rows(self, name: str, short_name: str, email: str, language: str) -> Person:
        Consortium.objects.create(
            pk=1,
            short_name=short_name or name.split()[0],
            language=language,
            **{f"name_{language}": name},
        )
        with translation.override(language):
            title = str(ROLE_LABELS[Role.COORDINATOR])
        person = Person.objects.create_person(email=email, name=title, language=language)
        Membership.objects.create(person=person, role=Role.COORDINATOR)
        return person
