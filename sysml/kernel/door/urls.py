"""Addresses of the door."""

from django.urls import path
from django.views.generic import RedirectView

from sysml.kernel.door import views

site = [
    path("me/sessions/", views.session_list, name="sessions"),
    path("me/sessions/others/end/", views.session_end_others, name="sessions-end-others"),
    path("me/sessions/<slug:key>/end/", views.session_end, name="session-end"),
    path("me/proof/", views.prove, name="proof"),
    path("me/proof/continue/", views.go_on, name="proof-continue"),
    path("me/second-step/", views.second_step, name="second-step"),
    # The library's own page of sessions ends all others only.
    path("accounts/sessions/", RedirectView.as_view(pattern_name="sessions"), name="usersessions_list"),
]
