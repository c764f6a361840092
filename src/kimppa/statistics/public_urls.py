"""The public addresses of the statistics; they stay as they are."""

from django.urls import URLPattern, path

from kimppa.statistics.opendata import public

urlpatterns: list[URLPattern] = [
    path("tilastot/", public.data, name="open-data"),
    path("tilastot/luvut.<str:kind>", public.figures, name="open-figures"),
    path("tilastot/<int:year>/luvut.<str:kind>", public.figures, name="open-figures-of-year"),
    path("tilastot/muuttujat.<str:kind>", public.variables, name="open-variables"),
    path("tilastot/muuttuja/<str:code>/", public.variable, name="open-variable"),
    path(
        "tilastot/muuttuja/<str:code>/luvut.json", public.variable_file, name="open-variable-file"
    ),
]
