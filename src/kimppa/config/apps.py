"""What puts one instance together: settings, addresses, the API, the command line."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Area, AreaConfig, Job

# Its full name, `config.backup`, stands in the database of every instance.
BACKUP = Job("backup", "30 2 * * *", "kimppa.operations.backup.run.nightly", _("Backup"))


class InstanceConfig(AreaConfig):
    """No pages of its own; the worker backs up by night where a folder for it is set."""

    name = "kimppa.config"
    label = "config"
    area = Area(
        slug="config",
        title=_("Keeping the instance"),
        schedule=(BACKUP,) if settings.KIMPPA_BACKUP_DIR else (),
    )
