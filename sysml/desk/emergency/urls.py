"""The address of the page."""

from django.urls import path

from sysml.desk.emergency import views

pages = [path("chair/emergency/", views.emergency, name="emergency")]
