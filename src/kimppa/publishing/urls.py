"""Addresses of the room."""

from django.urls import URLPattern, path

from kimppa.publishing.views import branches, bringing, finna, items, links, lists, sources

urlpatterns: list[URLPattern] = [
    path("", lists.home, name="home"),
    path("month/", lists.month, name="month"),
    path("balance/", lists.balance, name="balance"),
    path("last-year/", items.last_year, name="last-year"),
    path("bring/", bringing.bring, name="bring"),
    path("bring/take/", bringing.take, name="bring-take"),
    path("bring/<slug:batch>/undo/", bringing.undo, name="bring-undo"),
    path("sources/", sources.sources, name="sources"),
    path("sources/add/", sources.add, name="source-add"),
    path("sources/<int:pk>/", sources.source, name="source"),
    path("sources/<int:pk>/edit/", sources.edit, name="source-edit"),
    path("sources/<int:pk>/fetch/", sources.fetch, name="source-fetch"),
    path("sources/<int:pk>/undo/", sources.undo, name="source-undo"),
    path("sources/<int:pk>/pause/", sources.pause, name="source-pause"),
    path("sources/<int:pk>/resume/", sources.resume, name="source-resume"),
    path("branches/", branches.branches, name="branches"),
    path("branches/fetch/", branches.fetch, name="fetch-branches"),
    path("branches/<int:pk>/tie/", branches.tie, name="tie"),
    path("finna/", finna.package, name="finna"),
    path("finna/file/", finna.package_file, name="finna-file"),
    path("new/<slug:kind>/", items.new, name="new"),
    path("links/", links.links, name="links"),
    path("links/<int:pk>/close/", links.close, name="link-close"),
    path("<int:pk>/", items.item, name="item"),
    path("<int:pk>/edit/", items.edit, name="edit"),
    path("<int:pk>/copy/", items.copy, name="copy"),
    path("<int:pk>/propose/", items.propose, name="propose"),
    path("<int:pk>/publish/", items.publish, name="publish"),
    path("<int:pk>/withdraw/", items.withdraw, name="withdraw"),
    path("<int:pk>/send-back/", items.send_back, name="send-back"),
    path("<int:pk>/call-off/", items.call_off, name="call-off"),
    path("<int:pk>/restore/", items.restore, name="restore"),
    path("<int:pk>/remove/", items.remove, name="remove"),
    path("<int:pk>/settle/", items.settle, name="settle"),
    path("<int:pk>/participants/", items.participants, name="participants"),
]
