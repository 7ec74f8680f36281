"""Every address of the site; `/healthz` and `/readyz` are answered in `sysml.health`."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
]
