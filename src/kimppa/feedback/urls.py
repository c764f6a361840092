"""Addresses of the feedback room."""

from django.urls import URLPattern, path

from kimppa.feedback.rows.views import PAGES as ROWS
from kimppa.feedback.views import (
    doors,
    figures,
    groups,
    inbox,
    mailboxes,
    months,
    person,
    queues,
    replies,
    tickets,
)

urlpatterns: list[URLPattern] = [
    path("", inbox.inbox, name="inbox"),
    path("add/", inbox.add, name="add"),
    path("figures/", figures.figures, name="figures"),
    path("months/", months.months, name="months"),
    path("months/<int:year>/<int:month>/", months.month, name="month"),
    path("months/<int:year>/<int:month>/draft/", months.draft, name="month-draft"),
    path("months/<int:year>/<int:month>/freeze/", months.freeze, name="month-freeze"),
    path("months/<int:year>/<int:month>/deliver/", months.deliver, name="month-deliver"),
    *months.DELIVERIES.urls(
        file="months/versions/<int:pk>/<str:kind>/",
        withdraw="months/versions/<int:pk>/",
        delivery="months/deliveries/<int:pk>/",
    ),
    *ROWS.urls("rows/"),
    path("person/", person.person, name="person"),
    path("person/export/", person.export, name="person-export"),
    path("person/erase/", person.erase, name="person-erase"),
    path("queues/", queues.queues, name="queues"),
    path("queues/<int:pk>/", queues.queue, name="queue"),
    path("doors/", doors.doors, name="doors"),
    path("doors/<int:pk>/", doors.door, name="door"),
    path("doors/<int:pk>/renew/", doors.renew, name="door-renew"),
    *doors.DOOR.urls(),
    *mailboxes.MAILBOXES.urls(),
    path("<int:pk>/", tickets.ticket, name="ticket"),
    path("<int:pk>/sender/", tickets.sender, name="sender"),
    path("<int:pk>/writing/", tickets.writing, name="writing"),
    *tickets.TICKET.urls(),
    path("groups/<int:pk>/", groups.group, name="group"),
    *groups.GROUP.urls(),
    path("replies/", replies.replies, name="replies"),
    path("replies/add/", replies.add, name="reply-add"),
    *replies.REPLY.urls(),
    path("messages/<int:pk>/", tickets.message, name="message"),
    *tickets.MESSAGE.urls(),
]
