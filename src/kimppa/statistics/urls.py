"""Addresses of the statistics."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path
from django.views.generic import RedirectView

from kimppa.statistics import views
from kimppa.statistics.enquiry import views as enquiry
from kimppa.statistics.events import views as events
from kimppa.statistics.imports.views import files, lists, meanings
from kimppa.statistics.known import views as known
from kimppa.statistics.parts import views as parts
from kimppa.statistics.series import views as series
from kimppa.statistics.sheets import views as sheets
from kimppa.statistics.tables import views as tables
from kimppa.statistics.visits import sources as visit_sources
from kimppa.statistics.visits import views as visits
from kimppa.statistics.work import views as work


def _moved(name: str) -> Callable[..., HttpResponseBase]:
    """The page stands at another address now; bookmarks and letters name the old one."""
    return RedirectView.as_view(pattern_name=f"statistics:{name}", query_string=True)


urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("series/", series.series, name="series"),
    path("<int:year>/", views.year, name="year"),
    path("<int:year>/begin/", views.begin, name="begin"),
    *views.YEAR.urls(),
    path("<int:year>/known/", known.known, name="known"),
    path("<int:year>/together/", views.big_table, name="together"),
    path("<int:year>/municipality/<str:code>/", work.board, name="board"),
    path("<int:year>/municipality/<str:code>/checks/", work.checks, name="checks"),
    path("<int:year>/municipality/<str:code>/enter/<str:group>/", work.enter, name="enter"),
    path("<int:year>/municipality/<str:code>/paste/", work.paste, name="paste"),
    path("<int:year>/municipality/<str:code>/explain/", work.explain, name="explain"),
    path("<int:year>/municipality/<str:code>/unexplain/", work.unexplain, name="unexplain"),
    path("<int:year>/municipality/<str:code>/events/", events.events, name="events"),
    path("<int:year>/events/<int:pk>/", events.event, name="event-edit"),
    path("<int:year>/events/<int:pk>/remove/", events.remove, name="event-remove"),
    path("<int:year>/imports/", files.upload, name="import-file"),
    path("imports/<int:pk>/", files.preview_page, name="import"),
    *files.IMPORT.urls(),
    path("imports/<int:pk>/settle/", files.settle, name="import-settle"),
    path("imports/<int:pk>/codes/", lists.give_codes, name="import-codes"),
    path("imports/<int:pk>/accept/", lists.accept, name="import-accept"),
    path("imports/<int:pk>/compare/", lists.compare, name="import-compare"),
    path("<int:year>/imports/lists/", lists.compute, name="import-lists"),
    path("<int:year>/files/", _moved("import-file"), name="old-files"),
    path("<int:year>/lists/", _moved("import-lists"), name="old-lists"),
    path("file/<int:pk>/", _moved("import"), name="old-file"),
    path("file/<int:pk>/compare/", _moved("import-compare"), name="old-compare"),
    path("codes/", _moved("codes"), name="old-codes"),
    path("<int:year>/period/", parts.period, name="period"),
    path("tables/<str:kind>/", tables.table, name="table"),
    path("tables/<str:kind>/file.csv", tables.download, name="table-file"),
    path("tables/<str:kind>/load/", tables.load, name="table-load"),
    path("tables/<str:kind>/row/<int:number>/", tables.row, name="table-row"),
    path("tables/<str:kind>/row/<int:number>/remove/", tables.remove, name="table-remove"),
    path("tables/<str:kind>/restore/<int:version>/", tables.restore, name="table-restore"),
    path("imports/codes/", meanings.remembered, name="codes"),
    path("imports/codes/<int:pk>/", meanings.change, name="codes-change"),
    path("imports/codes/<int:pk>/forget/", meanings.forget, name="codes-forget"),
    path("<int:year>/enquiry/", enquiry.enquiry, name="enquiry"),
    *enquiry.ENQUIRY.urls(),
    path("<int:year>/web-visits/", visits.web_visits, name="web-visits"),
    path("<int:year>/web-visits/file/", visits.bring, name="visits-file"),
    path("<int:year>/web-visits/keys/", visits.compared, name="visits-keys"),
    path("<int:year>/web-visits/keys/<int:pk>/", visits.switch, name="visits-switch"),
    path("<int:year>/web-visits/fetch/<int:pk>/", visits.fetch, name="visits-fetch"),
    path("web-visits/<int:pk>/remove/", visits.remove_visits, name="web-visits-remove"),
    path("web-visits/count/<int:pk>/", visits.count, name="visits-count"),
    *visit_sources.SOURCES.urls(),
    path("<int:year>/sheets/<str:topic>/freeze/", sheets.freeze, name="freeze"),
    path("<int:year>/sheets/<str:topic>/delivery/", sheets.delivery, name="delivery"),
    path("<int:year>/sheets/<str:topic>/<str:code>.<str:kind>", sheets.draft, name="draft"),
    *sheets.DELIVERIES.urls(),
]
