"""Addresses of the pages of submissions, below an edition. The page of one paper belongs to the desk."""

from django.urls import path

from submissions.views import acts, editing, files, lists

site = [
    path("files/<str:token>/", files.foreign_file, name="foreign-file"),
]

pages = [
    path("submissions/", lists.my_submissions, name="submission-list"),
    path("submissions/all/", lists.all_papers, name="submission-all"),
    path("submissions/new/", editing.new, name="submission-new"),
    path("submissions/new/<slug:track>/", editing.new_in_track, name="submission-new-track"),
    path("submissions/new/<slug:track>/autosave/", editing.autosave_new, name="submission-new-autosave"),
    path("submissions/claim/<slug:xid>/", acts.claim, name="author-claim"),
    path("submissions/unfinished/", acts.unfinished, name="submission-unfinished"),
    path("submissions/unfinished/reopen/", acts.reopen, name="submission-reopen"),
    path("submissions/tools/", acts.tools, name="submission-tools"),
    path("submissions/tools/<slug:track>/rejudge/", acts.rejudge, name="submission-rejudge"),
    path("submissions/tools/<slug:track>/reveal/", acts.reveal_for_task, name="submission-reveal-task"),
    path("submissions/<int:number>/edit/", editing.edit, name="submission-edit"),
    path("submissions/<int:number>/autosave/", editing.autosave, name="submission-autosave"),
    path("submissions/<int:number>/title/", editing.change_title, name="submission-title"),
    path("submissions/<int:number>/authors/", editing.change_authors, name="submission-authors"),
    path("submissions/<int:number>/upload/<slug:kind>/", files.upload, name="submission-upload"),
    path("submissions/<int:number>/withdraw/", acts.withdraw, name="submission-withdraw"),
    path("submissions/<int:number>/revive/", acts.revive, name="submission-revive"),
    path("submissions/<int:number>/reveal/", acts.reveal, name="submission-reveal"),
    path("submissions/<int:number>/check/", files.check, name="submission-check"),
    path("submissions/<int:number>/files/<slug:xid>", files.download, name="submission-file"),
    path(
        "submissions/<int:number>/files/<slug:xid>/drop/",
        files.drop_supplement,
        name="submission-supplement-drop",
    ),
    path("submissions/<int:number>/files/<slug:xid>/pages/<int:page>/", files.page, name="submission-page"),
    path(
        "submissions/<int:number>/files/<slug:xid>/pages/<int:page>.png",
        files.page_picture,
        name="submission-page-picture",
    ),
    path(
        "submissions/<int:number>/files/<slug:xid>/findings/<slug:code>/",
        files.false_alarm,
        name="submission-false-alarm",
    ),
]
