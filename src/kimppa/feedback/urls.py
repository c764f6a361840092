"""Addresses of the feedback room."""

from django.urls import URLPattern, path

from kimppa.feedback.views import doors, inbox, mailboxes, queues, tickets

urlpatterns: list[URLPattern] = [
    path("", inbox.inbox, name="inbox"),
    path("add/", inbox.add, name="add"),
    path("queues/", queues.queues, name="queues"),
    path("queues/<int:pk>/", queues.queue, name="queue"),
    path("doors/", doors.doors, name="doors"),
    path("doors/<int:pk>/", doors.door, name="door"),
    path("doors/<int:pk>/renew/", doors.renew, name="door-renew"),
    path("doors/<int:pk>/close/", doors.close, name="door-close"),
    path("doors/<int:pk>/open/", doors.reopen, name="door-open"),
    path("mailboxes/", mailboxes.mailboxes, name="mailboxes"),
    path("mailboxes/add/", mailboxes.add, name="mailbox-add"),
    path("mailboxes/<int:pk>/", mailboxes.mailbox, name="mailbox"),
    path("mailboxes/<int:pk>/edit/", mailboxes.edit, name="mailbox-edit"),
    path("mailboxes/<int:pk>/read/", mailboxes.read_now, name="mailbox-read"),
    path("mailboxes/<int:pk>/pause/", mailboxes.pause, name="mailbox-pause"),
    path("mailboxes/<int:pk>/resume/", mailboxes.resume, name="mailbox-resume"),
    path("<int:pk>/", tickets.ticket, name="ticket"),
    path("<int:pk>/sender/", tickets.sender, name="sender"),
    path("<int:pk>/answer/", tickets.answer, name="answer"),
    path("<int:pk>/note/", tickets.note, name="note"),
    path("<int:pk>/assign/", tickets.assign, name="assign"),
    path("<int:pk>/sort/", tickets.sort, name="sort"),
    path("<int:pk>/close/", tickets.close, name="close"),
    path("<int:pk>/reopen/", tickets.reopen, name="reopen"),
    path("messages/<int:pk>/take-back/", tickets.take_back, name="take-back"),
    path("messages/<int:pk>/remove/", tickets.note_remove, name="note-remove"),
    path("messages/<int:pk>/restore/", tickets.note_restore, name="note-restore"),
]
