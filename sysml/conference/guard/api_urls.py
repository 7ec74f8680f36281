"""The address of the endpoint."""

from django.urls import path

from sysml.conference.guard import api

endpoints = [path("second-factor/", api.SecondFactorView.as_view(), name="api-second-factor")]
