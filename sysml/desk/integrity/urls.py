"""The address of the page on the site's legal state, under an edition."""

from django.urls import path

from sysml.desk.integrity import views

pages = [path("chair/integrity/", views.integrity, name="integrity")]
