"""Addresses of the desk's endpoints, and of the schema."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from sysml.desk import api, api_exports, api_mail

site = [path("openapi.yaml", SpectacularAPIView.as_view(permission_classes=[]), name="openapi")]

endpoints = [
    path("todo", api.Todos.as_view()),
    path("search", api.Search.as_view()),
    path("chair/desk", api.ChairDesk.as_view()),
    path("chair/log", api.Log.as_view()),
    path("chair/letters", api_mail.Outbox.as_view()),
    path("chair/letters/test", api_mail.TestLetter.as_view()),
    path("chair/letters/release", api_mail.ReleaseHeld.as_view()),
    path("chair/letters/<slug:xid>/retry", api_mail.RetryLetter.as_view()),
    path("chair/mailings", api_mail.Mailings.as_view()),
    path("chair/mailings/<slug:batch>/send", api_mail.SendMailing.as_view()),
    path("chair/mailings/<slug:batch>/drop", api_mail.DropMailing.as_view()),
    path("chair/exports", api_exports.Exports.as_view()),
    path("chair/exports/files.zip", api_exports.ExportFiles.as_view()),
    path("chair/exports/<slug:key>.csv", api_exports.ExportCsv.as_view()),
    path("chair/exports/<slug:key>.json", api_exports.ExportJson.as_view()),
    path("chair/view-as", api_exports.ViewAs.as_view()),
    path("chair/jobs", api.Jobs.as_view()),
    path("jobs/<slug:xid>", api.JobView.as_view()),
]
