"""Addresses of the desk's endpoints, and of the schema."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from sysml.desk import api

site = [path("openapi.yaml", SpectacularAPIView.as_view(permission_classes=[]), name="openapi")]

endpoints = [
    path("todo", api.Todos.as_view()),
    path("search", api.Search.as_view()),
    path("chair/desk", api.ChairDesk.as_view()),
    path("chair/log", api.Log.as_view()),
    path("chair/letters", api.Outbox.as_view()),
    path("chair/mailings", api.Mailings.as_view()),
    path("chair/mailings/<slug:batch>/send", api.SendMailing.as_view()),
    path("jobs/<slug:xid>", api.JobView.as_view()),
]
