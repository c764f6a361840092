"""The catalogue room."""

from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Area, AreaConfig, Job, NavItem
from kimppa.core.home import Entry, InBackup


class CatalogueConfig(AreaConfig):
    name = "kimppa.catalogue"
    label = "catalogue"
    area = Area(
        slug="catalogue",
        title=_("Catalogue"),
        urls="kimppa.catalogue.urls",
        api="kimppa.catalogue.api.router",
        nav=(
            NavItem(_("Catalogue"), "catalogue:home", icon="library"),
            NavItem(_("Work lists"), "catalogue:work", "do-tasks", icon="list"),
            NavItem(_("Agreed corrections"), "catalogue:plans", icon="plan"),
        ),
        topics=("catalogue-integrity",),
        schedule=(
            Job(
                "catalogue-fetch",
                "5 * * * *",
                "kimppa.catalogue.sources.actions.fetch_due",
                _("Sources of the catalogue that are due"),
            ),
        ),
        resolve="kimppa.catalogue.area.resolve",
        summary="kimppa.catalogue.area.summary",
        key_figures="kimppa.catalogue.keyfigures.key_figures",
        due="kimppa.catalogue.area.due",
        documents="kimppa.catalogue.search.DOCUMENTS",
        demo="kimppa.catalogue.demo.load",
        holdings="kimppa.catalogue.area.holdings",
        effects="kimppa.catalogue.corrections.effects.effects",
        logged="kimppa.catalogue.audit.VERBS",
        undo="kimppa.catalogue.undo.UNDO",
        folders=(
            Entry(
                "snapshots",
                "exports of the catalogue as the library system wrote them, and what was found in "
                "them; authors stand in them as in every catalogue",
                InBackup.ALWAYS,
                keeps="until the export is removed",
                erased="stay",
                passing=(".*", "*.part"),
            ),
            Entry(
                "corrections",
                "previews, corrected files, proofs and what undoes them, of agreed corrections; "
                "records as in the exports",
                InBackup.ALWAYS,
                keeps="until the plan is removed",
                erased="stay",
                passing=(".*", "*.part"),
            ),
            Entry(
                "items",
                "items and codes as a library system gave them; nothing of borrowers",
                InBackup.ALWAYS,
                keeps="until the next fetch",
                erased="stay",
                passing=("*.part",),
                mend=_("Fetch again from the page of the catalogue's sources."),
            ),
        ),
        expected="kimppa.catalogue.area.expected",
    )

    def ready(self) -> None:
        """A removed snapshot takes its files along."""
        from kimppa.catalogue import files
        from kimppa.catalogue.corrections import files as corrected

        files.follow_removals()
        corrected.follow_removals()
