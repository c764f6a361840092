"""The pages area: what stands on the web library's pages, and changes to its platform."""

from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Area, AreaConfig, Job, NavItem


class PagesConfig(AreaConfig):
    """Declares the pages area."""

    name = "kimppa.pages"
    label = "pages"
    area = Area(
        slug="pages",
        title=_("Pages of the web library"),
        urls="kimppa.pages.urls",
        api="kimppa.pages.api.router",
        nav=(
            NavItem(_("Pages of the web library"), "pages:home", icon="page"),
            NavItem(_("Changes and wishes"), "pages:changes", icon="wish"),
        ),
        topics=("finna-platform", "finna-development"),
        schedule=(
            Job(
                "pages-links",
                "15 4 2 * *",
                "kimppa.pages.links.actions.monthly",
                _("Links of the web library's pages tried"),
            ),
        ),
        resolve="kimppa.pages.area.resolve",
        summary="kimppa.pages.area.summary",
        due="kimppa.pages.area.due",
        documents="kimppa.pages.search.DOCUMENTS",
        mentions="kimppa.pages.area.mentions",
        undo="kimppa.pages.undo.UNDO",
        demo="kimppa.pages.demo.load",
        effects="kimppa.pages.confirmations.effects.effects",
        logged="kimppa.pages.messages.VERBS",
    )
