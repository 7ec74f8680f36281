"""The address of the page."""

from django.urls import path

from sysml.conference.guard import views

pages = [path("chair/settings/security/", views.security, name="settings-security")]
