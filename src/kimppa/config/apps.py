"""What keeps one instance: settings, serving, backup."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Area, AreaConfig, Job

BACKUP = Job("backup", "30 2 * * *", "kimppa.config.backup.run.nightly", _("Backup"))


class KeepingConfig(AreaConfig):
    """No pages of its own; the worker backs up by night where a folder for it is set."""

    name = "kimppa.config"
    label = "config"
    area = Area(
        slug="config",
        title=_("Keeping the instance"),
        schedule=(BACKUP,) if settings.KIMPPA_BACKUP_DIR else (),
    )
