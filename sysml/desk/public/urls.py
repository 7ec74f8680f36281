"""Addresses of the public pages, under an edition."""

from django.urls import path

from sysml.desk.public import views

pages = [
    path("", views.home, name="edition-home"),
    path("call/", views.call, name="edition-call"),
    path("dates/", views.dates, name="edition-dates"),
    path("committees/", views.committees, name="edition-committees"),
    path("accepted/", views.accepted, name="edition-accepted"),
    path("badges/", views.badges, name="edition-badges"),
    path("calendar.ics", views.feed, name="edition-feed"),
]
