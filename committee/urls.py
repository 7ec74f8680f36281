"""Addresses of the committee's pages, below an edition."""

from django.urls import path

from committee.views import assignments, bids, conflicts, members, plans

pages = [
    path("committee/invitation/<str:token>/", members.invitation, name="committee-invitation"),
    path("committee/profile/", members.profile, name="committee-profile"),
    path("committee/leave/", members.leave, name="committee-leave"),
    path("committee/papers/", assignments.mine, name="committee-papers"),
    path("committee/papers/<int:number>/give-up/", assignments.give_up, name="give-up"),
    path("committee/bids/", bids.bids, name="bids"),
    path("committee/bids/place/", bids.place, name="bid-place"),
    path("committee/bids/file/", bids.bids_csv, name="bids-csv"),
    path("committee/bids/upload/", bids.upload, name="bids-upload"),
    path("committee/conflicts/", conflicts.own, name="own-conflicts"),
    path("committee/conflicts/<int:number>/", conflicts.declare_own, name="declare-conflict"),
    path("submissions/<int:number>/conflicts/", conflicts.of_paper, name="submission-conflicts"),
    path(
        "submissions/<int:number>/conflicts/<slug:xid>/take-back/",
        conflicts.take_back,
        name="take-back-conflict",
    ),
    path("chair/committee/", members.roster, name="committee-roster"),
    path("chair/committee/import/", members.import_members, name="committee-import"),
    path("chair/committee/invite/", members.invite_waiting, name="committee-invite-waiting"),
    path("chair/committee/<slug:xid>/", members.member, name="committee-member"),
    path("chair/committee/<slug:xid>/invite/", members.invite, name="committee-invite"),
    path("chair/committee/<slug:xid>/remove/", members.remove, name="committee-remove"),
    path("chair/conflicts/", conflicts.worklist, name="conflict-worklist"),
    path("chair/conflicts/add/", conflicts.add, name="conflict-add"),
    path("chair/conflicts/search/", conflicts.search_again, name="conflict-search"),
    path("chair/conflicts/<slug:xid>/confirm/", conflicts.confirm, name="conflict-confirm"),
    path("chair/conflicts/<slug:xid>/dismiss/", conflicts.dismiss, name="conflict-dismiss"),
    path("chair/bids/", bids.balance, name="bid-balance"),
    path("chair/papers/", assignments.papers, name="assignment-papers"),
    path("chair/papers/handlers/", assignments.settle_handlers, name="settle-handlers"),
    path("chair/papers/<int:number>/reviewers/", assignments.reviewers, name="paper-reviewers"),
    path("chair/papers/<int:number>/reviewers/assign/", assignments.assign, name="paper-assign"),
    path(
        "chair/papers/<int:number>/reviewers/<slug:xid>/replace/", assignments.replace, name="paper-replace"
    ),
    path("chair/papers/<int:number>/reviewers/<slug:xid>/remove/", assignments.remove, name="paper-remove"),
    path("chair/papers/<int:number>/handler/", assignments.handler, name="paper-handler"),
    path("chair/plan/", plans.desk, name="plans"),
    path("chair/plan/<slug:xid>/", plans.plan, name="plan"),
    path("chair/plan/<slug:xid>/progress/", plans.progress, name="plan-progress"),
    path("chair/plan/<slug:xid>/discard/", plans.discard, name="plan-discard"),
    path("chair/plan/<slug:xid>/publish/", plans.publish, name="plan-publish"),
    path("chair/plan/<slug:xid>/papers/<int:number>/", plans.paper, name="plan-paper"),
    path("chair/committee/files/<slug:kind>.csv", assignments.export_csv, name="committee-export"),
]
