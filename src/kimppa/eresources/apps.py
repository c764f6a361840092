"""The area as the rest of the house sees it."""

from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Area, AreaConfig, Job, NavItem
from kimppa.core.consortium.roles import Permission


class EresourcesConfig(AreaConfig):
    """Declares the area."""

    name = "kimppa.eresources"
    label = "eresources"
    area = Area(
        slug="eresources",
        title=_("E-resources"),
        urls="kimppa.eresources.urls",
        begins={"eresource-selection": ("eresources:wish",)},
        nav=(
            NavItem(_("E-resources"), "eresources:home", icon="screen"),
            NavItem(_("Wishes and orders"), "eresources:orders", Permission.DO_TASKS, "ticket"),
        ),
        topics=("eresource-selection", "eresource-usage", "film-service", "elibrary"),
        api="kimppa.eresources.api.router",
        resolve="kimppa.eresources.area.resolve",
        summary="kimppa.eresources.area.summary",
        effects="kimppa.eresources.licences.effects.effects",
        offers="kimppa.eresources.area.offers",
        mentions="kimppa.eresources.area.mentions",
        schedule=(
            Job(
                "eresources-notice",
                "10 7 * * *",
                "kimppa.eresources.licences.actions.letters.warn",
                _("Letters before the last day of notice"),
            ),
        ),
        knows="kimppa.eresources.area.knows",
        due="kimppa.eresources.area.due",
        documents="kimppa.eresources.area.DOCUMENTS",
        imports=(
            "kimppa.eresources.caps.actions.IMPORTER",
            "kimppa.eresources.records.actions.IMPORTER",
            "kimppa.eresources.usage.imports.IMPORTER",
        ),
        undo="kimppa.eresources.undo.UNDO",
        demo="kimppa.eresources.demo.load",
        logged="kimppa.eresources.messages.LOGGED",
    )
