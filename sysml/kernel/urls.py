"""Addresses of a person's own pages."""

from django.urls import path

from sysml.kernel import views

site = [
    path("me/", views.profile, name="profile"),
    path("me/merge/", views.merge_ask, name="merge"),
    path("me/merge/<str:token>/", views.merge_confirm, name="merge-confirm"),
]
