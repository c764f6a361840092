"""Addresses that need no signing in; they are in Finnish."""

from django.urls import URLPattern, path

from kimppa.desk.deliveries import public
from kimppa.desk.waiting import public as waiting

app_name = "desk-public"
urlpatterns: list[URLPattern] = [
    path("d/<secret:token>", public.delivery, name="delivery"),
    path("d/<secret:token>/<str:name>", public.delivery_file, name="file"),
    path("d/<secret:token>/peru/<int:passed>/", public.delivery_undo_pass_on, name="undo-pass-on"),
    path("kysymys/<secret:token>/", waiting.question, name="question"),
    path("kysymys/<secret:token>/peru/<int:event>/", waiting.question_undo, name="question-undo"),
    path("tarkista/", public.check, name="check"),
]
