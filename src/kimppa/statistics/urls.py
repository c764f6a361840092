"""Addresses of the statistics."""

from django.urls import URLPattern, path

from kimppa.statistics.views import board, files, overview, series, shared, sheets, visits

urlpatterns: list[URLPattern] = [
    path("", overview.home, name="home"),
    path("series/", series.series, name="series"),
    path("<int:year>/", overview.year, name="year"),
    path("<int:year>/begin/", overview.begin, name="begin"),
    path("<int:year>/lock/", overview.lock, name="lock"),
    path("<int:year>/unlock/", overview.unlock, name="unlock"),
    path("<int:year>/together/", overview.together, name="together"),
    path("<int:year>/municipality/<str:code>/", board.board, name="board"),
    path("<int:year>/municipality/<str:code>/enter/<str:group>/", board.enter, name="enter"),
    path("<int:year>/municipality/<str:code>/paste/", board.paste, name="paste"),
    path("<int:year>/municipality/<str:code>/explain/", board.explain, name="explain"),
    path("<int:year>/municipality/<str:code>/unexplain/", board.unexplain, name="unexplain"),
    path("<int:year>/files/", files.upload, name="upload"),
    path("file/<int:pk>/", files.take, name="take"),
    path("file/<int:pk>/settle/", files.settle, name="settle"),
    path("file/<int:pk>/take-in/", files.take_in, name="take-in"),
    path("file/<int:pk>/undo/", files.undo, name="undo"),
    path("<int:year>/enquiry/", shared.enquiry, name="enquiry"),
    path("<int:year>/enquiry/sent/", shared.sent, name="enquiry-sent"),
    path("<int:year>/enquiry/answer/", shared.answer, name="enquiry-answer"),
    path("<int:year>/web-visits/", visits.web_visits, name="web-visits"),
    path("<int:year>/web-visits/file/", visits.bring, name="visits-file"),
    path("<int:year>/web-visits/keys/", visits.compared, name="visits-keys"),
    path("<int:year>/web-visits/keys/<int:pk>/", visits.switch, name="visits-switch"),
    path("<int:year>/web-visits/fetch/<int:pk>/", visits.fetch, name="visits-fetch"),
    path("web-visits/<int:pk>/remove/", visits.remove_visits, name="web-visits-remove"),
    path("web-visits/count/<int:pk>/", visits.count, name="visits-count"),
    path("web-visits/sources/", visits.sources, name="visits-sources"),
    path("web-visits/sources/<int:pk>/remove/", visits.remove_source, name="visits-source-remove"),
    path("<int:year>/sheets/<str:topic>/freeze/", sheets.freeze, name="freeze"),
    path("<int:year>/sheets/<str:topic>/delivery/", sheets.delivery, name="delivery"),
    path("<int:year>/sheets/<str:topic>/<str:code>.<str:kind>", sheets.draft, name="draft"),
    path("version/<int:pk>/file.<str:kind>", sheets.version_file, name="version-file"),
    path("version/<int:pk>/withdraw/", sheets.withdraw, name="withdraw"),
    path("delivery/<int:pk>/again/", sheets.again, name="again"),
]
