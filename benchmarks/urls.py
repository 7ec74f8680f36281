"""The site's addresses, and one page with nothing on it but what every page has."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from sysml.urls import urlpatterns as site


def empty(request: HttpRequest) -> HttpResponse:
    """What a signed-in page costs before it shows anything."""
    return render(request, "base.html")


urlpatterns = [path("empty/", empty), *site]
