"""Addresses of the statistics."""

from django.urls import URLPattern, path

from kimppa.statistics import views
from kimppa.statistics.events import views as events
from kimppa.statistics.opendata import views as opendata
from kimppa.statistics.parts import views as parts
from kimppa.statistics.series import views as series
from kimppa.statistics.sheets import views as sheets
from kimppa.statistics.support import views as support
from kimppa.statistics.tables import views as tables
from kimppa.statistics.takes.views import files, lists
from kimppa.statistics.visits import sources as visit_sources
from kimppa.statistics.visits import views as visits
from kimppa.statistics.work import views as work

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("series/", series.series, name="series"),
    path("<int:year>/", views.year, name="year"),
    path("<int:year>/begin/", views.begin, name="begin"),
    path("<int:year>/lock/", views.lock, name="lock"),
    path("<int:year>/unlock/", views.unlock, name="unlock"),
    path("<int:year>/open/", opendata.publish, name="open-data"),
    path("<int:year>/close/", opendata.close, name="close-data"),
    path("<int:year>/together/", views.together, name="together"),
    path("<int:year>/municipality/<str:code>/", work.board, name="board"),
    path("<int:year>/municipality/<str:code>/checks/", work.checks, name="checks"),
    path("<int:year>/municipality/<str:code>/enter/<str:group>/", work.enter, name="enter"),
    path("<int:year>/municipality/<str:code>/paste/", work.paste, name="paste"),
    path("<int:year>/municipality/<str:code>/explain/", work.explain, name="explain"),
    path("<int:year>/municipality/<str:code>/unexplain/", work.unexplain, name="unexplain"),
    path("<int:year>/municipality/<str:code>/events/", events.events, name="events"),
    path("<int:year>/events/<int:pk>/", events.event, name="event-edit"),
    path("<int:year>/events/<int:pk>/remove/", events.remove, name="event-remove"),
    path("<int:year>/files/", files.upload, name="upload"),
    path("file/<int:pk>/", files.take, name="take"),
    path("file/<int:pk>/settle/", files.settle, name="settle"),
    path("file/<int:pk>/take-in/", files.take_in, name="take-in"),
    path("file/<int:pk>/undo/", files.undo, name="undo"),
    path("file/<int:pk>/codes/", lists.give_codes, name="give-codes"),
    path("file/<int:pk>/compare/", lists.compare, name="compare-lists"),
    path("file/<int:pk>/stop/", lists.stop, name="stop-reading"),
    path("file/<int:pk>/read-on/", lists.read_on, name="read-on"),
    path("file/<int:pk>/discard/", lists.discard, name="discard"),
    path("<int:year>/lists/", lists.compute, name="compute"),
    path("<int:year>/period/", parts.period, name="period"),
    path("tables/<str:kind>/", tables.table, name="table"),
    path("tables/<str:kind>/file.csv", tables.download, name="table-file"),
    path("tables/<str:kind>/load/", tables.load, name="table-load"),
    path("tables/<str:kind>/row/<int:number>/", tables.row, name="table-row"),
    path("tables/<str:kind>/row/<int:number>/remove/", tables.remove, name="table-remove"),
    path("tables/<str:kind>/restore/<int:version>/", tables.restore, name="table-restore"),
    path("codes/", lists.meanings, name="codes"),
    path("codes/<int:pk>/forget/", lists.forget, name="codes-forget"),
    path("<int:year>/enquiry/", support.enquiry, name="enquiry"),
    path("<int:year>/enquiry/sent/", support.sent, name="enquiry-sent"),
    path("<int:year>/enquiry/answer/", support.answer, name="enquiry-answer"),
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
