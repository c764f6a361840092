"""Addresses below /eresources/."""

from django.urls import path

from kimppa.eresources import views
from kimppa.eresources.caps.views import PAGES
from kimppa.eresources.licences import views as licences
from kimppa.eresources.orders import principles
from kimppa.eresources.orders import views as orders
from kimppa.eresources.records import views as records
from kimppa.eresources.usage import views as usage

urlpatterns = [
    path("", views.home, name="home"),
    path("costs/", views.costs, name="costs"),
    path("licences/add/", licences.add, name="add"),
    path("licences/<int:pk>/", licences.licence, name="licence"),
    path("periods/<int:pk>/basis/<str:kind>/", licences.basis, name="basis"),
    path("documents/<int:pk>/", licences.document, name="document"),
    *PAGES.urls("readings/"),
    path("orders/", orders.orders, name="orders"),
    path("orders/add/", orders.wish, name="wish"),
    path("orders/<int:pk>/", orders.order, name="order"),
    path("money/", orders.money, name="money"),
    path("money/<slug:matter>/add/", orders.money_add, name="money-add"),
    path("money/principles/<int:pk>/", principles.principle, name="principle"),
    path("records/", records.records, name="records"),
    path("records/add/", records.record_add, name="record-add"),
    path("records/<int:pk>/<slug:form>/", records.record_file, name="record-file"),
    *records.PAGES.urls("records/files/"),
    path("usage/<int:pk>/<int:year>/", usage.usage, name="usage"),
    path("usage/sums/<int:pk>/", usage.letter, name="usage-letter"),
    *usage.SUM.urls(),
    *usage.PAGES.urls("usage/files/"),
    *usage.YEAR.urls(),
    *orders.ORDER.urls(),
    *principles.PRINCIPLE.urls(),
    *licences.LICENCE.urls(),
    *licences.PERIOD.urls(),
    *licences.DOCUMENT.urls(),
]
