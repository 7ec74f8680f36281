"""Addresses of the endpoints of a paper's own windows, below an edition."""

from django.urls import path

from sysml.desk.extensions import api

endpoints = [
    path("submissions/<int:number>/windows", api.PaperWindows.as_view()),
    path("submissions/<int:number>/windows/<slug:xid>", api.PaperWindowDetail.as_view()),
]
