"""The address of what waits for a person."""

from django.urls import path

from sysml.desk.places import views

site = [path("me/places/", views.places, name="places")]
