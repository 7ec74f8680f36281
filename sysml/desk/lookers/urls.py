"""Addresses of who looked."""

from django.urls import path

from sysml.desk.lookers import views

pages = [
    path("chair/looked/", views.who_looked, name="who-looked"),
    path("chair/looked/<slug:xid>/settle/", views.settle, name="reading-settle"),
]
