"""Endpoints for when something has gone wrong."""

from django.urls import path

from reviews.api import reassigning, snapshots

endpoints = [
    path("reassignments/", reassigning.Reassignments.as_view()),
    path("snapshots/", snapshots.Snapshots.as_view()),
    path("snapshots/<slug:xid>/", snapshots.OneSnapshot.as_view()),
    path("roll-backs/", snapshots.Rollbacks.as_view()),
    path("roll-backs/<slug:xid>/", snapshots.OneRollback.as_view()),
    path("roll-backs/<slug:xid>/confirm/", snapshots.ConfirmRollback.as_view()),
    path("roll-backs/<slug:xid>/drop/", snapshots.DropRollback.as_view()),
]
