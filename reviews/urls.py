"""Addresses of this app, a list per noun."""

from django.urls import path

from reviews.urls_decisions import pages as deciding
from reviews.urls_emergency import pages as emergency
from reviews.views import behalf, discussion, forms, meta, requests, responses, reviewing

REVIEWING = [
    path("reviews/", reviewing.review_list, name="review-list"),
    path("reviews/papers.zip", reviewing.papers_zip, name="review-papers"),
    path("reviews/<int:number>/edit/", reviewing.review_edit, name="review-edit"),
    path("reviews/<int:number>/draft/", reviewing.review_draft, name="review-draft"),
    path("reviews/<int:number>/history/", reviewing.review_history, name="review-history"),
    path("reviews/<int:number>/history/<slug:label>/", reviewing.review_history, name="review-history-of"),
    path("chair/late/", reviewing.late_reviews, name="late-reviews"),
]
REQUESTS = [
    path("reviews/<int:number>/requests/", requests.review_requests, name="review-requests"),
    path(
        "reviews/<int:number>/requests/<slug:xid>/withdraw/",
        requests.withdraw_request,
        name="request-withdraw",
    ),
    path("reviews/<int:number>/requests/<slug:xid>/send/", requests.send_request, name="request-send"),
    path("reviews/invitation/<str:token>/", requests.external_invitation, name="external-invitation"),
    path("reviews/asked/<slug:xid>/", requests.request_answer, name="request-answer"),
    path("chair/requests/", requests.request_list, name="request-list"),
]
DISCUSSION = [
    path("reviews/<int:number>/threads/<slug:xid>/", discussion.review_thread, name="review-thread"),
    path(
        "reviews/<int:number>/threads/<slug:xid>/answered/",
        discussion.thread_answered,
        name="thread-answered",
    ),
    path("reviews/<int:number>/discuss/<slug:audience>/", discussion.review_discuss, name="review-discuss"),
    path("reviews/<int:number>/questions/", discussion.review_questions, name="review-questions"),
    path("chair/questions/", discussion.question_list, name="question-list"),
]
RESPONSES = [
    path("reviews/<int:number>/response/", responses.response, name="response"),
    path("reviews/<int:number>/response/draft/", responses.response_draft, name="response-draft"),
]
META = [
    path("reviews/<int:number>/meta/", meta.meta_review, name="meta-review"),
    path("reviews/<int:number>/meta/draft/", meta.meta_draft, name="meta-draft"),
    path("reviews/<int:number>/lead/", meta.lead, name="lead"),
    path("reviews/<int:number>/lead/remove/", meta.lead_remove, name="lead-remove"),
    path("chair/leads/", meta.leads, name="leads"),
]
FORMS = [
    path("chair/forms/", forms.review_forms, name="review-forms"),
    path("chair/forms/<slug:track>/", forms.review_form_edit, name="review-form"),
]
BEHALF = [
    path("reviews/<int:number>/behalf/review/", behalf.behalf_review, name="behalf-review"),
    path("reviews/<int:number>/behalf/response/", behalf.behalf_response, name="behalf-response"),
    path("reviews/<int:number>/reviews/<slug:label>/discard/", behalf.discard, name="review-discard"),
    path("reviews/<int:number>/reviews/<slug:label>/draft/", behalf.open_draft, name="review-open-draft"),
]

pages = [*REVIEWING, *REQUESTS, *DISCUSSION, *RESPONSES, *META, *FORMS, *BEHALF, *deciding, *emergency]
