"""The address of the endpoint, under /api/v1/."""

from django.urls import path

from sysml.desk.places import api

site = [path("me/places/", api.Places.as_view())]
