"""Addresses of the room."""

from django.urls import URLPattern, path

from kimppa.programme.views import action, approval, editing, following, programme, rolling

_ACTION = "<int:year>/action/<slug:number>/"

urlpatterns: list[URLPattern] = [
    path("", programme.home, name="home"),
    path("new/", editing.new, name="new"),
    path("draft/", editing.draft, name="draft"),
    path("<int:year>/", programme.programme, name="programme"),
    path("<int:year>/print/", programme.reading, name="print"),
    path("<int:year>/download/<str:kind>/", programme.download, name="download"),
    path("<int:year>/settings/", editing.settings, name="settings"),
    path("<int:year>/remove/", editing.remove, name="remove"),
    path("<int:year>/approval/", approval.approval, name="approval"),
    path("<int:year>/answer/<int:pk>/", approval.give_answer, name="answer"),
    path("<int:year>/take-back/<int:pk>/", approval.take_answer_back, name="take-back"),
    path("<int:year>/reopen/", approval.reopen, name="reopen"),
    path("<int:year>/close/", approval.close, name="close"),
    path("<int:year>/open-again/", approval.open_again, name="open-again"),
    path("<int:year>/deliver/", approval.deliver, name="deliver"),
    *approval.DELIVERIES.urls(),
    path("<int:year>/roll-over/", rolling.roll_over, name="roll-over"),
    path("<int:year>/new-action/", editing.add_action, name="action-new"),
    path(_ACTION, action.action, name="action"),
    path(f"{_ACTION}edit/", editing.edit_action, name="action-edit"),
    path(f"{_ACTION}remove/", editing.remove_action, name="action-remove"),
    path(f"{_ACTION}update/", following.update, name="update"),
    path(f"{_ACTION}step/", following.step, name="step"),
    path(f"{_ACTION}value/", following.value, name="value"),
    path(f"{_ACTION}status/", following.status, name="status"),
    path(f"{_ACTION}status/clear/", following.clear_status, name="status-clear"),
    path(f"{_ACTION}comment/", following.comment, name="comment"),
    path("step/<int:pk>/", editing.edit_step, name="step-edit"),
    path("step/<int:pk>/complete/", following.complete_step, name="step-complete"),
    path("step/<int:pk>/reopen/", following.reopen_step, name="step-reopen"),
    path("step/<int:pk>/remove/", following.remove_step, name="step-remove"),
    path("update/<int:pk>/remove/", following.remove_update, name="update-remove"),
    path("comment/<int:pk>/handle/", following.handle_comment, name="comment-handle"),
    path("comment/<int:pk>/reopen/", following.reopen_comment, name="comment-reopen"),
    path("comment/<int:pk>/remove/", following.remove_comment, name="comment-remove"),
]
