"""Addresses of artifact evaluation, below an edition."""

from django.urls import path

from artifacts.views import artifact, authors, chairs, evaluators

pages = [
    path("artifacts/", artifact.artifact_list, name="artifact-list"),
    path("artifacts/committee/", chairs.roster, name="artifact-committee"),
    path("artifacts/committee/invite/", chairs.invite_waiting, name="artifact-invite-waiting"),
    path("artifacts/committee/<slug:xid>/", chairs.seat, name="artifact-evaluator"),
    path("artifacts/committee/<slug:xid>/invite/", chairs.invite, name="artifact-invite"),
    path("artifacts/invitation/<str:token>/", evaluators.invitation, name="artifact-invitation"),
    path("artifacts/seat/", evaluators.own_seat, name="artifact-seat"),
    path("artifacts/assign/", chairs.assign, name="artifact-assign"),
    path("artifacts/release/", chairs.release, name="artifact-release"),
    path("artifacts/<int:number>/", artifact.artifact_detail, name="artifact-detail"),
    path("artifacts/<int:number>/paper.pdf", artifact.stamped_paper, name="artifact-paper"),
    path("artifacts/<int:number>/register/", authors.register, name="artifact-register"),
    path("artifacts/<int:number>/hand-in/", authors.hand_in, name="artifact-hand-in"),
    path("artifacts/<int:number>/withdraw/", authors.withdraw, name="artifact-withdraw"),
    path("artifacts/<int:number>/files/<slug:xid>/", artifact.download, name="artifact-file"),
    path("artifacts/<int:number>/posts/<slug:audience>/", artifact.post, name="artifact-post"),
    path("artifacts/<int:number>/first-look/", evaluators.first_look, name="artifact-first-look"),
    path("artifacts/<int:number>/evaluation/", evaluators.evaluate, name="artifact-evaluate"),
    path("artifacts/<int:number>/conflict/", evaluators.conflict, name="artifact-conflict"),
    path("artifacts/<int:number>/evaluators/", chairs.evaluators, name="artifact-evaluators"),
    path("artifacts/<int:number>/badges/", chairs.decide, name="artifact-badges"),
]
