"""Addresses of the endpoints of artifact evaluation, below an edition."""

from django.urls import path

from artifacts import api

_ONE = "artifacts/<int:number>"

endpoints = [
    path("badges", api.PublicBadges.as_view()),
    path("artifacts", api.Artifacts.as_view()),
    path("artifacts/proposal", api.Proposal.as_view()),
    path("artifacts/release", api.Release.as_view()),
    path("artifacts/stamps", api.Stamps.as_view()),
    path("artifacts/evaluators", api.Roster.as_view()),
    path("artifacts/evaluators/invitations", api.InviteWaiting.as_view()),
    path("artifacts/evaluators/<slug:xid>", api.RosterSeat.as_view()),
    path("artifacts/evaluators/<slug:xid>/invitation", api.Invite.as_view()),
    path("artifacts/seat", api.OwnSeat.as_view()),
    path("artifacts/invitations/<str:token>", api.Invitation.as_view()),
    path(_ONE, api.OneArtifact.as_view()),
    path(f"{_ONE}/archives", api.Archives.as_view()),
    path(f"{_ONE}/links", api.Links.as_view()),
    path(f"{_ONE}/files/<slug:xid>", api.VersionFile.as_view()),
    path(f"{_ONE}/paper.pdf", api.StampedPaper.as_view()),
    path(f"{_ONE}/work", api.OwnWork.as_view()),
    path(f"{_ONE}/first-look", api.FirstLook.as_view()),
    path(f"{_ONE}/evaluation", api.Evaluate.as_view()),
    path(f"{_ONE}/posts", api.Posts.as_view()),
    path(f"{_ONE}/conflict", api.OwnConflict.as_view()),
    path(f"{_ONE}/conflicts", api.Conflicts.as_view()),
    path(f"{_ONE}/conflicts/<slug:xid>", api.OneConflict.as_view()),
    path(f"{_ONE}/evaluators", api.Evaluators.as_view()),
    path(f"{_ONE}/evaluators/<slug:xid>", api.AssignedEvaluator.as_view()),
    path(f"{_ONE}/badges", api.Decide.as_view()),
]
