"""Endpoints of editions (`site`, under /api/v1/) and of one edition (`endpoints`)."""

from django.urls import path

from sysml.conference import api, api_tokens

site = [
    path("editions/", api.EditionListView.as_view(), name="api-editions"),
    path("me/tokens/", api_tokens.TokenList.as_view()),
    path("me/tokens/<slug:xid>/", api_tokens.TokenDetail.as_view()),
]

endpoints = [
    path("", api.EditionDetailView.as_view(), name="api-edition"),
    path("clone/", api.CloneView.as_view(), name="api-edition-clone"),
    path("topics/", api.TopicView.as_view(), name="api-topics"),
    path("tracks/", api.TrackListView.as_view(), name="api-tracks"),
    path("tracks/<slug:slug>/", api.TrackDetailView.as_view(), name="api-track"),
    path("windows/", api.WindowListView.as_view(), name="api-windows"),
    path("windows/<slug:xid>/", api.WindowDetailView.as_view(), name="api-window"),
    path("acts/", api.ActListView.as_view(), name="api-acts"),
    path("acts/<slug:kind>/undo/", api.ActUndoView.as_view(), name="api-act-undo"),
    path("offices/", api.OfficeListView.as_view(), name="api-offices"),
    path("offices/<slug:xid>/", api.OfficeDetailView.as_view(), name="api-office"),
    path("letter-kinds/", api.LetterListView.as_view(), name="api-letter-kinds"),
    path("letter-kinds/<slug:kind>/", api.LetterDetailView.as_view(), name="api-letter-kind"),
]
