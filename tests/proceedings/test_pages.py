"""The publication chair's desk, the public proceedings, the prints."""

import sys

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.models import ProceedingsEntry, ProgrammeSession
from submissions.models import Submission
from sysml.conference.domain import ActKind
from sysml.conference.models import Act
from sysml.desk.proceedings import printing
from sysml.kernel import jobs
from sysml.kernel.models import Job, Letter

pytestmark = pytest.mark.django_db


def get(press, path, who=None):
    return press.made.client(who).get(press.made.url(path))


def post(press, path, who="Paula", **data):
    return press.made.client(who).post(press.made.url(path), data)


def test_the_desk_shows_accepted_papers_and_what_is_missing(press):
    press.final(press.first, state="errors")
    Submission.objects.filter(pk=press.second.pk).update(title="Gazelles in $O(n)$")
    page = " ".join(get(press, "chair/proceedings/", "Paula").content.decode().split())
    assert "3 accepted papers that you may see · 2 without a final version" in page
    for words in ("In, to be mended", "Missing", "accepted as “Antelopes in $O(n)$”", "Ada Okafor"):
        assert words in page
    assert "Never printed" not in page
    assert "onditional accept" not in page


@pytest.mark.parametrize("path", ["chair/proceedings/", "chair/proceedings/sessions/"])
def test_the_desk_is_for_chairs_and_publication_chairs(press, path):
    press.made.member("Noor")
    assert [get(press, path, who).status_code for who in ("Paula", "Cora", "Noor", "Ada Okafor")] == [
        200,
        200,
        404,
        404,
    ]
    assert get(press, path).status_code == 302


def test_a_chair_with_a_conflict_does_not_see_the_paper_there_before_the_list_is_public(press):
    Act.objects.filter(kind=ActKind.LIST_PUBLIC).delete()
    press.made.conflict(press.first, press.made.people["Cora"])
    page = get(press, "chair/proceedings/", "Cora").content.decode()
    assert "Zebra" not in page
    assert "2 accepted papers that you may see" in page


def test_the_desk_takes_as_many_queries_for_thirty_papers_as_for_three(press):
    client = press.made.client("Paula")
    client.get(press.made.url("chair/proceedings/"))
    with CaptureQueriesContext(connection) as few:
        client.get(press.made.url("chair/proceedings/"))
    for number in range(27):
        press.final(press.accepted(f"Paper {number}", f"Author {number}"))
    with CaptureQueriesContext(connection) as many:
        client.get(press.made.url("chair/proceedings/"))
    assert len(few) + 1 >= len(many) >= len(few)


def test_sessions_and_places_are_edited_on_pages(press):
    wrong = post(press, "chair/proceedings/sessions/", sessions="2027-13-05 | Serving")
    assert "Line 1 has no such day" in wrong.content.decode()
    lines = "2027-04-05 9:00-10:30 | Serving | Hall 1 | Ines\nCoffee"
    assert post(press, "chair/proceedings/sessions/", sessions=lines).status_code == 302
    assert list(ProgrammeSession.objects.values_list("name", "room")) == [
        ("Serving", "Hall 1"),
        ("Coffee", ""),
    ]
    assert (
        "2027-04-05 09:00-10:30 | Serving | Hall 1 | Ines"
        in get(press, "chair/proceedings/sessions/", "Paula").content.decode()
    )
    data = {}
    for paper in (press.first, press.second, press.waiting):
        data |= {
            f"p{paper.number}-number": paper.number,
            f"p{paper.number}-session": "",
            f"p{paper.number}-position": "0",
        }
    data |= {f"p{press.first.number}-session": "Serving", f"p{press.first.number}-first_page": "1",
             f"p{press.first.number}-last_page": "12"}  # fmt: skip
    assert post(press, "chair/proceedings/", **data).status_code == 302
    row = ProceedingsEntry.objects.get(submission=press.first)
    assert (row.session.name, row.first_page, row.last_page) == ("Serving", 1, 12)
    data[f"p{press.first.number}-last_page"] = ""
    again = post(press, "chair/proceedings/", **data)
    assert "give its first and its last page" in again.content.decode()


def test_reminders_leave_from_the_desk(press):
    assert "Remind the authors of 3 papers" in get(press, "chair/proceedings/", "Paula").content.decode()
    post(press, "chair/proceedings/remind/")
    assert Letter.objects.filter(kind="camera-ready-reminder").count() == 3


def test_before_the_proceedings_are_public_there_is_nothing(press):
    press.final(press.first)
    for path in (
        "proceedings/",
        "proceedings.bib",
        f"proceedings/{press.first.number}.pdf",
        f"proceedings/{press.first.number}.bib",
    ):
        assert get(press, path).status_code == 404
        assert get(press, path, "Cora").status_code == 404


def test_the_public_proceedings_are_the_same_for_everybody(printed):
    printed.final(printed.first)
    page = get(printed, "proceedings/").content.decode()
    for words in ("Zebra stripes &amp; caches", "Ada Okafor", "2 papers"):
        assert words in page
    for words in ("Never printed", "Conditional", "Dora", "Carl"):
        assert words not in page
    bibliography = get(printed, "proceedings.bib")
    assert bibliography["Content-Type"].startswith("application/x-bibtex")
    assert bibliography.content.decode().count("@inproceedings") == 2
    assert r"Zebra stripes \& caches" in bibliography.content.decode()
    assert get(printed, "proceedings.bib", "Ada Okafor").content == bibliography.content


def test_a_public_pdf_is_the_final_version(printed):
    printed.final(printed.first, b"%PDF-1.7 the final version")
    answer = get(printed, f"proceedings/{printed.first.number}.pdf")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 the final version"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert f"sysml-2027-{printed.first.number}.pdf" in answer["Content-Disposition"]
    for paper in (printed.second, printed.waiting, printed.rejected):
        assert get(printed, f"proceedings/{paper.number}.pdf").status_code == 404
    assert get(printed, f"proceedings/{printed.rejected.number}.bib").status_code == 404
    assert "okafor" in get(printed, f"proceedings/{printed.first.number}.bib").content.decode()


def test_the_order_is_by_session_then_place(printed):
    session = ProgrammeSession.objects.create(edition=printed.made.edition, name="Savanna")
    ProceedingsEntry.objects.filter(submission=printed.first).update(session=session, position=1)
    page = get(printed, "proceedings/").content.decode()
    assert page.index("Savanna") < page.index("Zebra") < page.index("Antelopes")


def printed_job(press, what, who="Paula"):
    post(press, "chair/proceedings/print/", who, what=what)
    jobs.run_due(press.made.now.replace(year=press.made.now.year + 1))
    return Job.objects.get(kind="proceedings.print")


def works():
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return False
    return True


@pytest.mark.parametrize("what", ["front-matter", "programme"])
def test_a_print_is_made_by_a_worker_and_opened_by_who_ordered_it(press, what):
    if not works():
        pytest.skip("WeasyPrint finds no Pango on this machine")
    job = printed_job(press, what)
    assert job.status == "done", job.error
    path = f"chair/proceedings/print/{job.xid}/"
    assert "Open the PDF" in get(press, path, "Paula").content.decode()
    answer = get(press, f"{path}file.pdf", "Paula")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert get(press, path, "Cora").status_code == 404
    assert get(press, f"{path}file.pdf", "Cora").status_code == 404


def test_without_pango_the_page_says_what_to_install(press, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    def missing(*args):
        raise printing.LibraryMissing(printing.LIBRARY_WORDS)

    monkeypatch.setattr(printing, "pdf", missing)
    job = printed_job(press, "programme")
    assert job.status == "done"
    assert "apt-get install libpango" in get(press, "chair/proceedings/", "Paula").content.decode()
    assert get(press, f"chair/proceedings/print/{job.xid}/file.pdf", "Paula").status_code == 404


def test_a_library_that_cannot_be_loaded_is_named(monkeypatch):
    class Broken:
        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    with pytest.raises(printing.LibraryMissing, match="Pango"):
        printing.pdf("proceedings/programme.html", {})


def test_the_programme_prints_talks_under_their_sessions_and_breaks_apart(press):
    session = ProgrammeSession.objects.create(edition=press.made.edition, name="Savanna", position=0)
    ProgrammeSession.objects.create(edition=press.made.edition, name="Coffee", position=1)
    ProceedingsEntry.objects.filter(submission=press.first).update(session=session)
    values = printing.programme(press.made.viewer("Paula"), press.made.at, press.made.edition)
    slots = values["days"][0]["slots"]
    assert [(slot["name"], slot["is_break"], len(slot["talks"])) for slot in slots] == [
        ("Savanna", False, 1),
        ("Coffee", True, 0),
    ]
    assert {talk["title"] for talk in values["days"][1]["slots"][0]["talks"]} == {
        "Antelopes in $O(n)$",
        "Conditional",
    }
