"""Addresses of the register of changes."""

from django.urls import URLPattern, path

from kimppa.pages.changes import views

PATTERNS: list[URLPattern] = [
    path("changes/", views.register, name="changes"),
    path("changes/new/", views.new, name="change-new"),
    path("changes/meeting/", views.meeting, name="changes-meeting"),
    path("changes/<int:pk>/", views.change, name="change"),
    path("changes/<int:pk>/edit/", views.edit, name="change-edit"),
    path("changes/<int:pk>/vote/", views.vote, name="change-vote"),
    path("changes/<int:pk>/step/<str:name>/", views.step, name="change-step"),
    path("changes/<int:pk>/prove/", views.prove, name="change-prove"),
    path("changes/<int:pk>/back/", views.back, name="change-back"),
    path("changes/<int:pk>/unsend/", views.unsend, name="change-unsend"),
    path("changes/<int:pk>/unanswer/", views.unanswer, name="change-unanswer"),
    path("changes/<int:pk>/remove/", views.remove, name="change-remove"),
    path("changes/<int:pk>/agenda/", views.agenda, name="change-agenda"),
    path("changes/<int:pk>/proof/", views.proof, name="change-proof"),
    path("proofs/<int:pk>/file/", views.proof_file, name="proof-file"),
    path("proofs/<int:pk>/remove/", views.unproof, name="proof-remove"),
]
