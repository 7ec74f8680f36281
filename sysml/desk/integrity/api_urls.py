"""The endpoint of the nightly check, under an edition."""

from django.urls import path

from sysml.desk.integrity import api

endpoints = [path("chair/integrity", api.Integrity.as_view())]
