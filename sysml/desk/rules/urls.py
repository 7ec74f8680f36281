"""The address of the rules, under an edition."""

from django.urls import path

from sysml.desk.rules import views

pages = [path("chair/rules/", views.rules, name="rules")]
