"""Endpoints that everybody may read, below /api/v1/editions/<edition>/."""

from django.urls import path

from sysml.desk.public import api

endpoints = [
    path("accepted/", api.Accepted.as_view(), name="api-accepted"),
    path("committees/", api.CommitteesView.as_view(), name="api-committees"),
]
