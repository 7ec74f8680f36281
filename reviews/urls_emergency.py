"""Addresses of what chairs do when something has gone wrong."""

from django.urls import path

from reviews.views import reassigning, snapshots

pages = [
    path("chair/reassign/", reassigning.reassign, name="reassign"),
    path("chair/snapshots/", snapshots.snapshot_list, name="snapshots"),
    path("chair/snapshots/take/", snapshots.snapshot_take, name="snapshot-take"),
    path("chair/snapshots/<slug:xid>/", snapshots.snapshot, name="snapshot"),
    path("chair/roll-backs/<slug:xid>/", snapshots.rollback, name="rollback"),
    path("chair/roll-backs/<slug:xid>/drop/", snapshots.rollback_drop, name="rollback-drop"),
]
