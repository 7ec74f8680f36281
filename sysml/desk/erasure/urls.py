"""Addresses of the erasure, below an edition."""

from django.urls import path

from sysml.desk.erasure import views

pages = [
    path("chair/erasure/", views.erasure, name="erasure"),
    path("chair/erasure/cancel/", views.cancel, name="erasure-cancel"),
    path("chair/erasure/carry-out/", views.carry_out, name="erasure-carry-out"),
    path("chair/erasure/all.zip", views.take_out, name="erasure-export"),
]
