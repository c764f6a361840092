"""The statistics area."""

from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Area, AreaConfig, Job, NavItem
from kimppa.core.home import Entry, InBackup


class StatisticsConfig(AreaConfig):
    """Declares the statistics area."""

    name = "kimppa.statistics"
    label = "statistics"
    area = Area(
        slug="statistics",
        title=_("Statistics"),
        urls="kimppa.statistics.urls",
        public_urls="kimppa.statistics.public_urls",
        cached=("/tilastot/",),
        api="kimppa.statistics.api.router",
        nav=(NavItem(_("Statistics"), "statistics:home", icon="trend"),),
        topics=("statistics-units", "active-customers", "web-visits"),
        schedule=(
            Job(
                "statistics-unread",
                "20 3 * * *",
                "kimppa.statistics.imports.tasks.remove_unread",
                _("Lists of items and loans that nobody has had read removed"),
            ),
        ),
        resolve="kimppa.statistics.area.resolve",
        derived="kimppa.statistics.recount.area.derived",
        remade="kimppa.statistics.recount.area.remade",
        summary="kimppa.statistics.area.summary",
        key_figures="kimppa.statistics.keyfigures.key_figures",
        due="kimppa.statistics.area.due",
        documents="kimppa.statistics.search.DOCUMENTS",
        mentions="kimppa.statistics.area.mentions",
        demo="kimppa.statistics.demo.load",
        releases=("kimppa.statistics.sheets.releases.SHEETS",),
        effects="kimppa.statistics.visits.effects.effects",
        effects_of=("desk",),
        logged="kimppa.statistics.audit.VERBS",
        undo="kimppa.statistics.undo.UNDO",
        folders=(
            Entry(
                "lists",
                "lists of items and loans as the library system wrote them, with borrowers' "
                "numbers, until they have been read; then only numbers drawn at random are kept",
                InBackup.NEVER,
                why="they hold borrowers' numbers: bring them again after a restore",
                keeps="until read, a week at most; never in a backup",
                erased="not touched: it goes within the week",
                mend=_("Bring the lists in again."),
            ),
        ),
        expected="kimppa.statistics.area.expected",
    )

    def ready(self) -> None:
        """The tables in force are asked from the database, once a page."""
        from django.core.signals import request_finished, request_started

        from kimppa.statistics.tables import queries
        from kimppa.statistics.variables import versions

        versions.ask(versions=queries.versions_in_force, content=queries.table_content)
        request_started.connect(_page_begins, dispatch_uid="statistics-tables")
        request_finished.connect(_page_ends, dispatch_uid="statistics-tables")


def _page_begins(**_signal: object) -> None:
    from kimppa.statistics.variables import versions

    versions.look(page=True)


def _page_ends(**_signal: object) -> None:
    from kimppa.statistics.variables import versions

    versions.leave()
