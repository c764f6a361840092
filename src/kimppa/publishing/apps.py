"""The publishing area: events, news and notices."""

from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Area, AreaConfig, Job, NavItem


class PublishingConfig(AreaConfig):
    """Declares the publishing area."""

    name = "kimppa.publishing"
    label = "publishing"
    area = Area(
        slug="publishing",
        title=_("Events and news"),
        urls="kimppa.publishing.urls",
        public_urls="kimppa.publishing.public_urls",
        cached=("/linkedevents/", "/feeds/", "/tapahtumat/", "/uutiset/", "/upotus/", "/naytto/"),
        doors=(NavItem(_("Events"), "public-events"),),
        api="kimppa.publishing.api.router",
        nav=(NavItem(_("Events and news"), "publishing:home", "propose", icon="calendar"),),
        topics=("events",),
        counts={
            "publishing:events": _("Events published in the year"),
            "publishing:joint-events": _("Joint events published in the year"),
            "publishing:participants": _("Participants of the year's events"),
        },
        counted="kimppa.publishing.counting.counted",
        knows="kimppa.publishing.counting.knows",
        begins={"events": ("publishing:new", "event")},
        schedule=(
            Job(
                "branches",
                "20 5 * * *",
                "kimppa.publishing.tasks.fetch_branches",
                _("Branches and opening hours from Kirjastohakemisto"),
            ),
            Job(
                "event-sources",
                "40 5 * * *",
                "kimppa.publishing.tasks.harvest_sources",
                _("Events of other services"),
            ),
        ),
        resolve="kimppa.publishing.area.resolve",
        summary="kimppa.publishing.area.summary",
        key_figures="kimppa.publishing.keyfigures.key_figures",
        due="kimppa.publishing.area.due",
        documents="kimppa.publishing.search.DOCUMENTS",
        demo="kimppa.publishing.demo.load",
        logged="kimppa.publishing.messages.VERBS",
        imports=("kimppa.publishing.actions.imports.IMPORTER",),
        undo="kimppa.publishing.undo.UNDO",
    )
