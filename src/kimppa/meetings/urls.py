"""Addresses below /meetings/."""

from django.urls import path

from kimppa.meetings.agenda import views as agenda
from kimppa.meetings.dates import views as dates

urlpatterns = [
    path("", agenda.home, name="home"),
    path("add/", agenda.add, name="add"),
    path("plan/", dates.plan_year, name="plan"),
    path("propose/", agenda.propose, name="propose"),
    path("<int:pk>/", agenda.meeting, name="meeting"),
    path("<int:pk>/edit/", agenda.edit, name="edit"),
    path("<int:pk>/items/add/", agenda.item_add, name="item-add"),
    path("<int:pk>/agenda.pdf", agenda.pack, name="pack"),
    path("items/<int:pk>/", agenda.item, name="item"),
    path("items/<int:pk>/edit/", agenda.item_edit, name="item-edit"),
    path("attachments/<int:pk>/", agenda.attached, name="attachment"),
    *agenda.MEETING.urls(),
    *agenda.ITEM.urls(),
    *agenda.ATTACHMENT.urls(),
]
