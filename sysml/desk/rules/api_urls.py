"""The endpoint of the rules, under an edition."""

from django.urls import path

from sysml.desk.rules.api import Rules

endpoints = [path("rules/", Rules.as_view(), name="api-rules")]
