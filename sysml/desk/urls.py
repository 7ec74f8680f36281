"""Addresses of the pages that span apps."""

from django.urls import path

from sysml.desk.views import chair, exports, home, mail

site = [
    path("", home.front_page, name="front"),
    path("_components/", home.components_page, name="components"),
    path("api/", home.api_page, name="api-reference"),
]

pages = [
    path("home/", home.home_page, name="home"),
    path("search/", chair.search_page, name="search"),
    path("submissions/<int:number>/", home.paper_page, name="submission-detail"),
    path("jobs/<slug:xid>/", chair.job_page, name="job"),
    path("jobs/<slug:xid>/cancel/", chair.cancel_job, name="job-cancel"),
    path("chair/", chair.chair_desk, name="chair-desk"),
    path("chair/jobs/", chair.jobs_page, name="jobs"),
    path("chair/log/", chair.log_page, name="log"),
    path("chair/exports/", exports.exports_page, name="exports"),
    path("chair/exports/files.zip", exports.export_files, name="export-files"),
    path("chair/exports/<slug:key>.csv", exports.export_csv, name="export-csv"),
    path("chair/exports/<slug:key>.json", exports.export_json, name="export-json"),
    path("chair/view-as/", chair.view_as, name="view-as"),
    path("chair/view-as/stop/", chair.stop_view_as, name="view-as-stop"),
    path("chair/mail/", mail.mail_page, name="mail"),
    path("chair/mail/outbox/", mail.outbox_page, name="outbox"),
    path("chair/mail/outbox/release/", mail.release_held, name="outbox-release"),
    path("chair/mail/letters/<slug:xid>/", mail.letter_page, name="letter"),
    path("chair/mail/letters/<slug:xid>/retry/", mail.retry_letter, name="letter-retry"),
    path("chair/mail/mailings/<slug:batch>/", mail.mailing_page, name="mailing"),
    path("chair/mail/mailings/<slug:batch>/send/", mail.send_mailing, name="mailing-send"),
    path("chair/mail/mailings/<slug:batch>/drop/", mail.drop_mailing, name="mailing-drop"),
]
