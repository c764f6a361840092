"""The public address of a programme."""

from django.urls import URLPattern, path

from kimppa.programme import public

urlpatterns: list[URLPattern] = [
    path("ohjelma/", public.newest, name="public-newest-programme"),
    path("ohjelma/<int:year>/", public.programme, name="public-programme"),
]
