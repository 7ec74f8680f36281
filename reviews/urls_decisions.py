"""Addresses of deciding, releasing, desk rejects and shepherds."""

from django.urls import path

from reviews.views import decisions, desk_rejects, release, shepherding

pages = [
    path("chair/decide/", decisions.decide, name="decide"),
    path("chair/decide/many/", decisions.decide_many, name="decide-many"),
    path("chair/decide/decisions.csv", decisions.decide_export, name="decide-export"),
    path("chair/decide/<int:number>/", decisions.decide_one, name="decide-one"),
    path("chair/decide/<int:number>/clear/", decisions.decide_clear, name="decide-clear"),
    path("chair/decide/<int:number>/release/", release.release_late, name="release-late"),
    path("chair/decide/<int:number>/desk-reject/", desk_rejects.desk_reject, name="desk-reject"),
    path(
        "chair/decide/<int:number>/desk-reject/drop/", desk_rejects.desk_reject_drop, name="desk-reject-drop"
    ),
    path(
        "chair/decide/<int:number>/desk-reject/release/",
        desk_rejects.desk_reject_release,
        name="desk-reject-release",
    ),
    path("chair/decide/<int:number>/shepherd/", shepherding.shepherd, name="shepherd"),
    path(
        "chair/decide/<int:number>/shepherd/dismiss/", shepherding.shepherd_dismiss, name="shepherd-dismiss"
    ),
    path("chair/release/", release.release, name="release"),
    path("chair/release/letters/", release.waiting, name="release-letters"),
    path("chair/release/letters/<int:number>/", release.send_waiting, name="release-letters-send"),
    path("submissions/<int:number>/conditions/", shepherding.conditions, name="conditions"),
]
