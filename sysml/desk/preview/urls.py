"""The address of the preview, under an edition."""

from django.urls import path

from sysml.desk.preview import views

pages = [path("chair/settings/preview/", views.preview, name="settings-preview")]
