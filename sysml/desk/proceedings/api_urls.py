"""Endpoints of the proceedings, below /api/v1/editions/<edition>/."""

from django.urls import path

from sysml.desk.proceedings import api

endpoints = [
    path("proceedings/", api.PublicProceedings.as_view(), name="api-proceedings"),
    path("proceedings/<int:number>.pdf", api.PublicFile.as_view()),
    path("production/", api.Production.as_view()),
    path("production/sessions/", api.Sessions.as_view()),
    path("production/reminders/", api.Reminders.as_view()),
    path("production/prints/", api.Prints.as_view()),
    path("production/prints/<slug:xid>/", api.PrintState.as_view()),
    path("production/prints/<slug:xid>/file.pdf", api.PrintFile.as_view()),
]
