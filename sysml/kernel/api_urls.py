"""Endpoints of a person's own things, under /api/v1/."""

from django.urls import path

from sysml.kernel import schema  # noqa: F401  (tells the schema of tokens)
from sysml.kernel.api_people import MeView

site = [path("me/", MeView.as_view(), name="api-me")]
