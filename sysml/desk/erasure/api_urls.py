"""Addresses of the endpoints of the erasure, below an edition."""

from django.urls import path

from sysml.desk.erasure import api

endpoints = [
    path("erasure/", api.ErasureView.as_view()),
    path("erasure/cancel/", api.ErasureCancelView.as_view()),
    path("erasure/carry-out/", api.ErasureCarryOutView.as_view()),
]
