"""Endpoints of deciding, below /api/v1/editions/<edition>/."""

from django.urls import path

from reviews.api import decisions

endpoints = [
    path("decisions/", decisions.Decisions.as_view(), name="api-decisions"),
    path("release/", decisions.Release.as_view()),
    path("release/letters/", decisions.WaitingLetters.as_view()),
    path("submissions/<int:number>/decision/letters/", decisions.SendWaiting.as_view()),
    path("submissions/<int:number>/decision/", decisions.DecisionView.as_view()),
    path("submissions/<int:number>/decision/release/", decisions.LateRelease.as_view()),
    path("submissions/<int:number>/desk-reject/", decisions.DeskReject.as_view()),
    path("submissions/<int:number>/shepherd/", decisions.ShepherdView.as_view()),
    path("submissions/<int:number>/conditions/", decisions.Conditions.as_view()),
]
