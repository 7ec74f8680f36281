"""Endpoints of the committee, below /api/v1/editions/<edition>/."""

from django.urls import path

from committee.api import assignments, bids, conflicts, members

endpoints = [
    path("committee/members/", members.Members.as_view()),
    path("committee/members/invitations/", members.WaitingInvitations.as_view()),
    path("committee/members/<slug:xid>/", members.OneMember.as_view()),
    path("committee/members/<slug:xid>/invitation/", members.MemberInvitation.as_view()),
    path("committee/invitations/<str:token>/", members.AnswerInvitation.as_view()),
    path("committee/balance/", members.CommitteeBalance.as_view()),
    path("committee/profile/", members.OwnProfile.as_view()),
    path("committee/people/", conflicts.People.as_view()),
    path("committee/conflicts/", conflicts.Worklist.as_view()),
    path("committee/conflicts/own/", conflicts.OwnConflicts.as_view()),
    path("committee/conflicts/<slug:xid>/", conflicts.OneConflict.as_view()),
    path("committee/bids/", bids.Bids.as_view()),
    path("committee/bids/balance/", bids.BidBalance.as_view()),
    path("committee/papers/", assignments.MyPapers.as_view()),
    path("committee/assignments/", assignments.Assignments.as_view()),
    path("committee/plans/", assignments.Plans.as_view()),
    path("committee/plans/<slug:xid>/", assignments.OnePlan.as_view()),
    path("committee/plans/<slug:xid>/publication/", assignments.PlanPublication.as_view()),
    path("submissions/<int:number>/conflicts/", conflicts.PaperConflicts.as_view()),
    path("submissions/<int:number>/conflicts/own/", conflicts.OwnPaperConflict.as_view()),
    path("submissions/<int:number>/conflicts/<slug:xid>/", conflicts.OnePaperConflict.as_view()),
    path("submissions/<int:number>/bid/", bids.OneBid.as_view()),
    path("submissions/<int:number>/reviewers/", assignments.Reviewers.as_view()),
    path("submissions/<int:number>/reviewers/<slug:xid>/", assignments.OneReviewer.as_view()),
    path("submissions/<int:number>/candidates/", assignments.Candidates.as_view()),
    path("submissions/<int:number>/handler/", assignments.Handler.as_view()),
    path("submissions/<int:number>/give-up/", assignments.GiveUp.as_view()),
]
