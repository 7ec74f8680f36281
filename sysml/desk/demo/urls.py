"""Addresses of the demonstration sign-in; they answer 404 on any other site."""

from django.urls import path

from sysml.desk.demo import views

site = [
    path("demo/", views.sign_in, name="demo-sign-in"),
    path("demo/<slug:key>/", views.become, name="demo-become"),
]
