"""Addresses of the desk."""

from django.urls import URLPattern, path

from kimppa.desk import views

urlpatterns: list[URLPattern] = [path("healthz", views.healthz, name="healthz")]
