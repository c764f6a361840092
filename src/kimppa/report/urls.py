"""Addresses of the report room."""

from django.urls import URLPattern, path

from kimppa.report.views import delivery, report, sharing, wordfile, words

urlpatterns: list[URLPattern] = [
    path("", report.home, name="home"),
    path("<int:year>/", report.year, name="year"),
    path("<int:year>/start/", report.start, name="start"),
    path("<int:year>/refresh/", report.refresh, name="refresh"),
    path("<int:year>/draft.<str:kind>", report.draft_file, name="draft-file"),
    path("<int:year>/shared/", sharing.shared, name="shared"),
    path("<int:year>/share/", sharing.share, name="share"),
    path("<int:year>/unshare/", sharing.unshare, name="unshare"),
    path("words/<int:pk>/comment/", sharing.comment, name="comment"),
    path("comment/<int:pk>/handle/", sharing.handle, name="comment-handle"),
    path("<int:year>/words.docx", wordfile.words_file, name="words-file"),
    path("<int:year>/words/", wordfile.words_import, name="words-import"),
    path("<int:year>/star/", words.star, name="star"),
    path("words/<int:pk>/", words.words, name="words"),
    path("words/<int:pk>/keep/", words.keep, name="words-keep"),
    path("words/<int:pk>/draft/", words.draft, name="words-draft"),
    path("highlight/<int:pk>/", words.highlight, name="highlight"),
    path("highlight/<int:pk>/remove/", words.unstar, name="unstar"),
    path("<int:year>/freeze/", delivery.freeze, name="freeze"),
    path("<int:year>/delivery/", delivery.delivery, name="delivery"),
    *delivery.DELIVERIES.urls(),
]
