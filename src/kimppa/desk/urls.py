"""Addresses of the desk. Those of the public are in Finnish, as everywhere."""

from django.urls import URLPattern, path

from kimppa.desk.views import (
    deliveries,
    health,
    home,
    logwork,
    public,
    signin,
)

urlpatterns: list[URLPattern] = [
    path("healthz", health.healthz, name="healthz"),
    path("", home.home, name="home"),
    # signing in
    path("sign-in/", signin.sign_in, name="sign-in"),
    path("sign-in/link/", signin.send_link, name="send-link"),
    path("sign-in/<str:token>", signin.use_link, name="sign-in-link"),
    path("sign-out/", signin.sign_out, name="sign-out"),
    # work done
    path("log-work/", logwork.log_work, name="log-work"),
    path("work/", logwork.work_list, name="work-list"),
    path("work/<int:pk>/", logwork.work, name="work"),
    path("work/<int:pk>/edit/", logwork.work_edit, name="work-edit"),
    path("work/<int:pk>/correct/", logwork.work_correct, name="work-correct"),
    path("work/<int:pk>/undo/", logwork.work_undo, name="work-undo"),
    path("work/<int:pk>/restore/", logwork.work_restore, name="work-restore"),
    path("work/<int:pk>/files/", logwork.work_attach, name="work-attach"),
    path("work/<int:pk>/files/<int:file>", logwork.work_file, name="work-file"),
    path("work/<int:pk>/files/<int:file>/remove/", logwork.work_detach, name="work-detach"),
    # deliveries
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/<int:pk>/", deliveries.delivery, name="delivery"),
    path("deliveries/<int:pk>/files/<int:file>", deliveries.delivery_file, name="delivery-file"),
    path("deliveries/<int:pk>/resend/", deliveries.delivery_resend, name="delivery-resend"),
    path("deliveries/<int:pk>/revoke/", deliveries.delivery_revoke, name="delivery-revoke"),
    path("deliveries/<int:pk>/reopen/", deliveries.delivery_reopen, name="delivery-reopen"),
    path(
        "deliveries/<int:pk>/passed/<int:passed>/undo/",
        deliveries.passing_undo,
        name="passing-undo",
    ),
    path("d/<str:token>", public.delivery, name="personal"),
    path("d/<str:token>/<int:file>", public.delivery_file, name="personal-file"),
    path("tarkista/", public.check, name="check"),
]
