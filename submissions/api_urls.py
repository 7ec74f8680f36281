"""Addresses of the endpoints, below an edition."""

from django.urls import path

from submissions.api import files, papers

_PAPER = "submissions/<int:number>"
_FILE = f"{_PAPER}/files/<slug:xid>"

endpoints = [
    path("submissions", papers.Submissions.as_view()),
    path("submissions/mine", papers.MySubmissions.as_view()),
    path("submissions/tracks", papers.Tracks.as_view()),
    path("submissions/tracks/<slug:track>/rejudge", papers.TrackRejudge.as_view()),
    path("submissions/tracks/<slug:track>/reveal", papers.TrackReveal.as_view()),
    path("submissions/claims", papers.Claims.as_view()),
    path("submissions/claims/<slug:xid>", papers.Claim.as_view()),
    path("submissions/unfinished", papers.Unfinished.as_view()),
    path("submissions/unfinished/reopen", papers.Reopen.as_view()),
    path(_PAPER, papers.Paper.as_view()),
    path(f"{_PAPER}/title", papers.Title.as_view()),
    path(f"{_PAPER}/authors", papers.Authors.as_view()),
    path(f"{_PAPER}/withdraw", papers.Withdraw.as_view()),
    path(f"{_PAPER}/revive", papers.Revive.as_view()),
    path(f"{_PAPER}/reveal", papers.Reveal.as_view()),
    path(f"{_PAPER}/files", files.Files.as_view()),
    path(_FILE, files.File.as_view()),
    path(f"{_FILE}/check", files.Check.as_view()),
    path(f"{_FILE}/pages/<int:page>", files.PagePicture.as_view()),
    path(f"{_FILE}/false-alarms", files.FalseAlarms.as_view()),
    path(f"{_PAPER}/uploads", files.Uploads.as_view()),
    path(f"{_PAPER}/uploads/<slug:xid>", files.Upload.as_view()),
    path(f"{_PAPER}/uploads/<slug:xid>/complete", files.UploadComplete.as_view()),
]
