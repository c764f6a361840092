"""The form of a source of the catalogue."""

from typing import Any
from urllib.parse import urlsplit

from cronsim import CronSim, CronSimError
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.catalogue.models import Origin
from kimppa.catalogue.sources.harvest import drop_folder
from kimppa.core import clock
from kimppa.ui.connections import ConnectionForm

_SERVICES = (Origin.Kind.OAI, Origin.Kind.MIKROMARC)


class OriginForm(ConnectionForm[Origin]):
    class Meta:
        model = Origin
        fields = (
            *("title", "kind", "address", "prefix", "set_name", "user", "secret_name"),
            *("cron", "profile"),
        )
        help_texts = {
            "address": gettext_lazy(
                "A service: its address, beginning with https://. A folder: its name in the "
                "server's folder of exports; a full stop means that folder itself."
            ),
            "prefix": gettext_lazy(
                "OAI-PMH only. Left empty, the service's own MARC format is taken."
            ),
            "set_name": gettext_lazy("OAI-PMH only. Left empty, all records are fetched."),
            "user": gettext_lazy("Only if the service asks for a name and a password."),
            "secret_name": gettext_lazy(
                "The password itself is not written here. Whoever runs Kimppa keeps it on the "
                "server by this name: capital letters, digits and underlines."
            ),
            "cron": gettext_lazy(
                "Five fields: minute, hour, day, month, weekday. 0 3 * * 1 is every Monday at "
                "three. Looked at once an hour. Left empty, it is fetched only by hand."
            ),
        }

    def clean_cron(self) -> str:
        text = " ".join(str(self.cleaned_data["cron"]).split())
        if not text:
            return ""
        try:
            if len(text.split()) != 5:
                raise CronSimError
            next(CronSim(text, clock.now()))
        except (CronSimError, StopIteration) as error:
            raise ValidationError(
                _("These are not five fields of a time that comes again, such as 0 3 * * 1.")
            ) from error
        return text

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        address, kind = values.get("address", ""), values.get("kind")
        if kind == Origin.Kind.FOLDER and address:
            try:
                drop_folder(address)
            except ValidationError as error:
                self.add_error("address", error)
        elif kind in _SERVICES and address:
            self._check_service(address)
        if values.get("secret_name") and not values.get("user"):
            self.add_error("user", _("A secret goes with a user name."))
        return values

    def _check_service(self, address: str) -> None:
        try:
            parts = urlsplit(address)
            is_web_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
            is_bare = not parts.username and not parts.password and not parts.fragment
        except ValueError:
            is_web_address = is_bare = False
        if not is_web_address:
            self.add_error("address", _("Write an address that begins with https://."))
        elif not is_bare:
            self.add_error(
                "address", _("Leave name and password out of the address; they have fields below.")
            )
