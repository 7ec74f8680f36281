"""Foreign files run nothing where cookies are: attachments, sandboxed, or sent from a host of their own."""

import io
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine

from submissions.models import Document
from sysml.kernel import blobs
from tests.factories.submissions import pdf

EVIL = b"<script>alert(document.cookie)</script>"
FILES = "http://files.example.net"


@pytest.fixture
def made(make_world):
    made = make_world("reviewing")
    made.person("Ann")
    made.paper = made.paper("One", authors=("Ann",))
    made.member("Mo")
    made.assign(made.paper, made.people["Mo"].memberships.get())
    return made


def uploaded(made, kind, filename, media_type, data):
    stored = blobs.put(io.BytesIO(data), now=made.now)
    return Document.objects.create(
        submission=made.paper, kind=kind, version=1, blob_id=stored.sha256, filename=filename,
        media_type=media_type, uploaded_by=made.people["Ann"], uploaded_at=made.now,
    )  # fmt: skip


def address(made, document):
    return made.url(f"submissions/{made.paper.number}/files/{document.xid}")


@pytest.fixture
def evil(made):
    return uploaded(made, "supplement", 'Ann Author "x".html\r\nSet-Cookie: a=b', "text/html", EVIL)


def body(answer):
    return b"".join(answer.streaming_content)


def test_an_uploaded_page_is_an_attachment_that_may_do_nothing(made, evil):
    for client in (made.client("Ann"), made.client("Mo")):
        answer = client.get(address(made, evil))
        assert answer.status_code == 200
        assert body(answer) == EVIL
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
        assert answer["Cache-Control"] == "no-store"
        name = answer["Content-Disposition"]
        assert re.fullmatch(
            rf'attachment; filename="sysml-2027-{made.paper.number}-supplement-v1\.\w+"', name
        ), name
        assert "Ann" not in str(answer.headers)
        assert "Set-Cookie" not in answer.headers


def test_a_paper_opens_in_the_browser_under_its_plain_name(made, settings):
    for files_url in ("", FILES):
        settings.FILES_URL, settings.FILES_HOST = files_url, urlsplit(files_url).netloc
        paper = Document.objects.filter(kind="paper").first() or uploaded(
            made, "paper", "ann-author.pdf", "application/pdf", pdf()
        )
        answer = made.client("Ann").get(address(made, paper))
        assert answer["Content-Disposition"] == f'inline; filename="sysml-2027-{made.paper.number}-v1.pdf"'
        assert answer["Content-Type"] == "application/pdf"
        body(answer)


@pytest.fixture
def host(settings):
    settings.FILES_URL, settings.FILES_HOST = FILES, "files.example.net"
    settings.ALLOWED_HOSTS = ["testserver", "files.example.net"]


def test_with_a_host_of_files_the_site_leads_there_by_a_short_lived_address(made, evil, host):
    answer = made.client("Mo").get(address(made, evil))
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{FILES}/files/")
    path = urlsplit(answer["Location"]).path
    visitor = made.client()
    sent = visitor.get(path, headers={"Host": "files.example.net"})
    assert sent.status_code == 200
    assert body(sent) == EVIL
    assert sent["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in sent["Content-Security-Policy"]
    assert "Set-Cookie" not in sent.headers
    assert not sent.cookies
    assert visitor.get(path).status_code == 404, "on the site's own host it is nothing"
    assert visitor.get(path[:-3] + "x/", headers={"Host": "files.example.net"}).status_code == 404
    with time_machine.travel(made.now + timedelta(seconds=150)):
        assert made.client().get(path, headers={"Host": "files.example.net"}).status_code == 404


def test_the_host_of_files_has_no_pages_even_for_who_is_signed_in(made, host):
    client = made.client("Ann")
    for path in ("/", "/me/", made.url("home/"), "/accounts/login/", "/api/v1/me/", "/demo/"):
        answer = client.get(path, headers={"Host": "files.example.net"})
        assert answer.status_code in {302, 404}, path
        assert b"Ann" not in answer.content, path


def test_access_is_asked_before_the_address_is_given(made, evil, host):
    made.person("Eve")
    assert made.client("Eve").get(address(made, evil)).status_code == 404
    assert made.client().get(address(made, evil)).status_code == 302
    assert made.client().get(address(made, evil)).url.startswith("/accounts/login/")


def test_being_led_to_a_file_is_noted_as_reading_it(made, evil, host):
    from sysml.kernel.models import Read

    made.client("Mo").get(address(made, evil))
    assert Read.objects.filter(person=made.people["Mo"], kind="file").count() == 1


def test_the_api_sends_it_alike(made, evil):
    path = f"/api/v1/editions/{made.edition.slug}/submissions/{made.paper.number}/files/{evil.xid}"
    answer = made.client("Ann").get(path)
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"]
    body(answer)


def test_every_sender_of_foreign_bytes_goes_through_the_one_function():
    """Whoever sends an upload that is no PDF by another way is found here."""
    from tests.architecture.test_house import modules, name

    found = {name(path) for path in modules() if re.search(r"inline=False", path.read_text(encoding="utf-8"))}
    assert found == {"submissions/foreign.py"}
