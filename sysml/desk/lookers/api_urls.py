"""Addresses of the endpoints."""

from django.urls import path

from sysml.desk.lookers import api

endpoints = [
    path("chair/looks", api.Looks.as_view()),
    path("chair/unusual-readings", api.UnusualReadings.as_view()),
    path("chair/unusual-readings/<slug:xid>/settle", api.SettleReading.as_view()),
]
