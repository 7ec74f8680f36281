"""Endpoints of this app, a list per noun, below /api/v1/editions/<edition>/."""

from django.urls import path

from reviews.api import forms, requests, responses, reviewing, threads
from reviews.api_urls_decisions import endpoints as deciding
from reviews.api_urls_emergency import endpoints as emergency

REVIEWING = [
    path("reviewing/", reviewing.MyReviewing.as_view()),
    path("reviewing/papers.zip", reviewing.PapersZip.as_view()),
    path("scores/", reviewing.Scores.as_view()),
    path("late-reviews/", reviewing.LateReviews.as_view()),
    path("submissions/<int:number>/review/", reviewing.OwnReview.as_view()),
    path("submissions/<int:number>/reviews/", reviewing.PaperReviewsView.as_view()),
    path("submissions/<int:number>/reviews/on-behalf/", reviewing.BehalfReview.as_view()),
    path("submissions/<int:number>/reviews/<slug:label>/versions/", reviewing.ReviewHistory.as_view()),
    path("submissions/<int:number>/reviews/<slug:label>/discard/", reviewing.DiscardReview.as_view()),
    path("submissions/<int:number>/reviews/<slug:label>/draft/", reviewing.OpenDraft.as_view()),
]
THREADS = [
    path("questions/", threads.Questions.as_view()),
    path("submissions/<int:number>/threads/", threads.Threads.as_view()),
    path("submissions/<int:number>/threads/<slug:xid>/posts/", threads.Posts.as_view()),
    path("submissions/<int:number>/threads/<slug:xid>/answered/", threads.Answered.as_view()),
    path("submissions/<int:number>/questions/", threads.AskChairs.as_view()),
]
RESPONSES = [
    path("leads/", responses.Leads.as_view()),
    path("submissions/<int:number>/response/", responses.ResponseView.as_view()),
    path("submissions/<int:number>/response/on-behalf/", responses.BehalfResponse.as_view()),
    path("submissions/<int:number>/meta-review/", responses.MetaReviewView.as_view()),
    path("submissions/<int:number>/lead/", responses.LeadView.as_view()),
]
REQUESTS = [
    path("review-requests/", requests.AllRequests.as_view()),
    path("review-invitations/<str:token>/", requests.ReviewInvitation.as_view()),
    path("review-requests/<slug:xid>/answer/", requests.OwnInvitation.as_view()),
    path("submissions/<int:number>/review-requests/", requests.PaperRequests.as_view()),
    path("submissions/<int:number>/review-requests/<slug:xid>/", requests.OneRequest.as_view()),
]
FORMS = [path("tracks/<slug:track>/review-form/", forms.ReviewFormView.as_view())]

endpoints = [*REVIEWING, *THREADS, *RESPONSES, *REQUESTS, *FORMS, *deciding, *emergency]
