"""Addresses of a paper's own windows, under an edition."""

from django.urls import path

from sysml.desk.extensions import views

pages = [
    path("submissions/<int:number>/time/", views.paper_time, name="submission-time"),
    path(
        "submissions/<int:number>/time/<slug:xid>/remove/",
        views.paper_time_remove,
        name="submission-time-remove",
    ),
]
