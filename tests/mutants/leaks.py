"""Leaks, planted one at a time: a place in the source, what a careless hand would write there, and who should notice.

There is at least one for every class of leak from which peers have suffered (docs/security.md). `tools/mutants.py`
copies the tree, plants one, runs the tests that it names, and says whether they caught it. The text that an edit
replaces must be there exactly once: one that is gone fails loudly, and is then to be planted anew.
"""

from dataclasses import dataclass

HARNESS = ("tests/noninterference",)
"""The two worlds, which should notice all of them."""


@dataclass(frozen=True)
class Edit:
    """Replace `old`, which stands once in the file, by `new`."""

    path: str
    old: str
    new: str


@dataclass(frozen=True)
class Leak:
    """One planted leak; `tests` are arguments of pytest."""

    name: str
    kind: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...] = HARNESS


LEAKS: tuple[Leak, ...] = (
    Leak(
        "search finds a paper by its hidden authors",
        "search on a hidden field",
        (
            Edit(
                "sysml/desk/queries/search.py",
                "authors = AUTHORSHIP.rows(viewer, at).filter(name__icontains=word)",
                "authors = AUTHORSHIP.model._default_manager.filter(name__icontains=word)",
            ),
        ),
        ("tests/desk/test_desk.py",),
    ),
    Leak(
        "a list is filtered by an outcome that is hidden",
        "filter on a hidden field",
        (
            Edit(
                "submissions/queries/lists.py",
                "return policies.OUTCOME.where(viewer, at) & Q(outcome=wanted)",
                "return Q(outcome=wanted)",
            ),
        ),
        ("tests/submissions/test_pages.py",),
    ),
    Leak(
        "papers whose topics are hidden are told by filtering for a topic",
        "filter on a hidden field",
        (
            Edit(
                "submissions/queries/lists.py",
                "rows = rows.filter(policies.ABSTRACT.where(viewer, at), pk__in=with_topic)",
                "rows = rows.filter(pk__in=with_topic)",
            ),
        ),
        ("tests/submissions/test_pages.py",),
    ),
    Leak(
        "the decision desk counts all papers",
        "counting before hiding",
        (
            Edit(
                "reviews/queries/decisions.py",
                "        total=len(rows),\n",
                "        total=Submission.objects.filter(edition_id=viewer.edition_id, status=Status.COMPLETE)"
                ".count(),\n",
            ),
        ),
        ("tests/reviews/decisions/test_pages.py", "tests/wall"),
    ),
    Leak(
        "means are made of all scores",
        "counting before hiding",
        (
            Edit(
                "reviews/queries/scores.py",
                "        ANSWER.rows(viewer, at)\n",
                "        ANSWER.model._default_manager.filter(submission__edition_id=viewer.edition_id)\n",
            ),
        ),
        ("tests/reviews/test_visibility.py",),
    ),
    Leak(
        "a hidden paper is refused, a missing one is missing",
        "another status for hidden than for missing",
        (
            Edit(
                "submissions/queries/papers.py",
                "    if paper is None:\n        raise NotFound\n    return paper\n",
                "    if paper is None:\n"
                "        if Submission.objects.filter(edition_id=viewer.edition_id, number=number).exists():\n"
                '            raise NotAllowed("You may not see this paper.")\n'
                "        raise NotFound\n    return paper\n",
            ),
            Edit(
                "submissions/queries/papers.py",
                "from sysml.kernel.errors import Denied, NotFound, Permit",
                "from sysml.kernel.errors import Denied, NotAllowed, NotFound, Permit",
            ),
        ),
        ("tests/architecture/test_routes.py",),
    ),
    Leak(
        "whoever asks for a review is warned that the person is an author",
        "warning of what will not be sent",
        (
            Edit(
                "reviews/commands/requests.py",
                "    if not request.held_reason:\n        _send(locked, edition, request, now)\n",
                '    if request.held_reason:\n        raise Invalid({"email": request.held_reason})\n'
                "    _send(locked, edition, request, now)\n",
            ),
        ),
        ("tests/reviews/test_requests.py",),
    ),
    Leak(
        "letters of a mailing name the others who get it",
        "mail to more than one",
        (
            Edit(
                "sysml/kernel/outbox.py",
                "        to=[letter.to],\n",
                "        to=[letter.to],\n"
                '        cc=list(Letter.objects.filter(batch=letter.batch).values_list("to", flat=True)),\n',
            ),
        ),
        ("tests/door/test_words.py", "tests/kernel/test_outbox.py", "tests/desk/test_mailing.py"),
    ),
    Leak(
        "reviewers are lettered in the order in which they began",
        "order of arrival in a label",
        (
            Edit(
                "reviews/domain.py",
                "        return free[draw % len(free)]\n",
                "        return free[0]\n",
            ),
        ),
        ("tests/reviews/test_reviewing.py",),
    ),
    Leak(
        "external ids are counted up",
        "order of arrival in an id",
        (
            Edit(
                "sysml/kernel/ids.py",
                '    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))\n',
                "    _random.count = getattr(_random, 'count', 0) + 1\n"
                '    return f"{_random.count:012d}"\n',
            ),
        ),
        ("tests/mutants/test_ids.py",),
    ),
    Leak(
        "a supplement leaves under the name that its author gave it",
        "a name in a filename",
        (
            Edit(
                "submissions/filenames.py",
                "    kind = DocumentKind(document.kind)\n    ending",
                "    kind = DocumentKind(document.kind)\n"
                "    if kind is DocumentKind.SUPPLEMENT:\n        return document.filename\n    ending",
            ),
        ),
        ("tests/submissions/test_pages.py",),
    ),
    Leak(
        "reviewers get the paper with its metadata",
        "a name in a file",
        (
            Edit(
                "submissions/queries/files.py",
                "        scrub=is_pdf and not named,\n",
                "        scrub=False,\n",
            ),
        ),
        ("tests/submissions/test_pages.py", "tests/submissions/test_files.py"),
    ),
    Leak(
        "an uploaded page opens in the browser",
        "foreign HTML inline",
        (
            Edit(
                "submissions/foreign.py",
                '        media_type="application/octet-stream",\n        inline=False,\n',
                '        media_type="text/html",\n        inline=True,\n',
            ),
        ),
        ("tests/door/test_files.py",),
    ),
    Leak(
        "Markdown is not cleaned",
        "foreign HTML inline",
        (
            Edit(
                "sysml/kernel/markdown.py",
                "    return nh3.clean(\n        html,\n",
                "    return str(html) or nh3.clean(\n        html,\n",
            ),
            Edit(
                "sysml/kernel/markdown.py",
                'MarkdownIt("commonmark", {"html": False, "linkify": False})',
                'MarkdownIt("commonmark", {"html": True, "linkify": False})',
            ),
        ),
        ("tests/kernel/test_markdown.py",),
    ),
    Leak(
        "authors read every version of a review",
        "old versions",
        (
            Edit(
                "reviews/queries/reviews.py",
                "frozen=author and not _is_released(paper, clock)",
                "frozen=False",
            ),
        ),
        ("tests/reviews",),
    ),
    Leak(
        "authors read reviews that came after their window",
        "old versions",
        (
            Edit(
                "reviews/queries/reviews.py",
                "        if not author or _shown_to_authors(paper, review, clock)\n    ]\n    mine",
                "    ]\n    mine",
            ),
        ),
        ("tests/reviews",),
    ),
    Leak(
        "lists show outcomes to everybody who sees the title",
        "the decision too early",
        (
            Edit(
                "submissions/queries/lists.py",
                'policies.OUTCOME.shown(viewer, at, F("outcome"), CharField(), hidden="")',
                'F("outcome")',
            ),
        ),
        ("tests/submissions/test_pages.py", "tests/submissions/test_api.py"),
    ),
    Leak(
        "a token does what it has no scope for",
        "scope of a token",
        (
            Edit(
                "sysml/kernel/api.py",
                "if token is not None and (needed is None or needed not in token.scopes):",
                "if token is not None and needed is None:",
            ),
        ),
        ("tests/kernel/test_api_base.py",),
    ),
    Leak(
        "a token for one edition opens another",
        "scope of a token",
        (
            Edit(
                "sysml/middleware.py",
                'site.api_token.edition_slug not in {"", slug}',
                "site.api_token is None",
            ),
        ),
        ("tests/kernel/test_api_base.py",),
    ),
    Leak(
        "how far a plan is, for everybody",
        "a fragment without a check",
        (
            Edit(
                "committee/views/plans.py",
                "    found = queries.plan_for(request.viewer, request.edition, xid)\n"
                "    job = _job(found.job, request.edition, xid)\n"
                '    return render(request, "committee/plan_progress.html"',
                "    found = queries.Plan.objects.get(xid=xid)\n"
                "    job = _job(found.job, request.edition, xid)\n"
                '    return render(request, "committee/plan_progress.html"',
            ),
        ),
        ("tests/architecture/test_routes.py", "tests/committee/test_pages.py"),
    ),
    Leak(
        "a page may be kept by a cache",
        "no-store missing",
        (
            Edit(
                "sysml/middleware.py",
                '        response.headers.setdefault("Cache-Control", "no-store")\n',
                "",
            ),
        ),
        ("tests/door/test_headers.py",),
    ),
    Leak(
        "a cache gives one person's page to another",
        "Vary missing",
        (
            Edit(
                "sysml/middleware.py",
                '        patch_vary_headers(response, ("Cookie", "Authorization"))\n',
                "",
            ),
        ),
        ("tests/door/test_headers.py",),
    ),
    Leak(
        "the ETag of a cleaned file is the digest of what was uploaded",
        "ETag before hiding",
        (
            Edit(
                "submissions/sending.py",
                'etag = file.sha256 if file.show_hash else ""',
                "etag = file.sha256",
            ),
        ),
        ("tests/submissions/test_pages.py", "tests/submissions/test_files.py"),
    ),
    Leak(
        "an export of authors forgets its table",
        "an export without the filter",
        (
            Edit(
                "sysml/desk/queries/exports.py",
                'rows = AUTHORSHIP.rows(viewer, at).select_related("submission")',
                "rows = AUTHORSHIP.model._default_manager.filter(submission__edition__slug=viewer.edition_slug)"
                '.select_related("submission")',
            ),
        ),
        ("tests/desk/test_desk.py", "tests/desk/test_endpoints.py", "tests/wall"),
    ),
    Leak(
        "an export of reviews names every reviewer",
        "an export without the filter",
        (
            Edit(
                "sysml/desk/queries/exports.py",
                'names = dict(REVIEWER_NAME.rows(viewer, at).values_list("pk", "reviewer__email"))',
                'names = dict(REVIEWER_NAME.model._default_manager.values_list("pk", "reviewer__email"))',
            ),
            Edit(
                "sysml/desk/queries/exports.py",
                "        ANSWER.rows(viewer, at)\n",
                "        ANSWER.model._default_manager.filter(submission__edition__slug=viewer.edition_slug)\n",
            ),
            Edit(
                "sysml/desk/queries/exports.py",
                'version__review__in=REVIEW.rows(viewer, at).values("pk")',
                'version__review__state="submitted"',
            ),
        ),
        ("tests/desk/test_desk.py", "tests/desk/test_endpoints.py", "tests/wall"),
    ),
    Leak(
        "a list is sorted by the hidden outcome",
        "sorting by a hidden value",
        (
            Edit(
                "submissions/queries/lists.py",
                '    "status": ("status", "Status"),\n',
                '    "status": ("outcome", "Status"),\n',
            ),
        ),
        ("tests/submissions/test_pages.py",),
    ),
    Leak(
        "looking as somebody else shows what oneself may not see",
        "acting as another",
        (
            Edit(
                "sysml/conference/rules.py",
                "        if viewer.through is not None:\n            condition = ",
                "        if viewer.through is None and viewer.through is not None:\n            condition = ",
            ),
        ),
        ("tests/architecture/test_visibility.py",),
    ),
    Leak(
        "a conflict hides nothing",
        "the wall",
        (
            Edit(
                "sysml/conference/rules.py",
                "        conflicted = viewer.tied(self.wall)\n        inside",
                "        conflicted: frozenset[int] = frozenset()\n        inside",
            ),
        ),
        ("tests/architecture/test_visibility.py",),
    ),
    Leak(
        "the log tells a chair of papers with which they have a conflict",
        "activity feeds",
        (
            Edit(
                "submissions/policies.py",
                "def about_shown(viewer: Viewer) -> Q:\n",
                "def about_shown(viewer: Viewer) -> Q:\n    return Q()\n\n\ndef _about_shown(viewer: Viewer) -> Q:\n",
            ),
        ),
        ("tests/wall", "tests/desk"),
    ),
    Leak(
        "files in a zip bear the time at which they were made",
        "times of files",
        (
            Edit(
                "reviews/archive.py",
                "            info = zipfile.ZipInfo(file.name, _EPOCH)\n",
                "            info = zipfile.ZipInfo(file.name, time.localtime()[:6])\n",
            ),
            Edit("reviews/archive.py", "import zipfile\n", "import time\nimport zipfile\n"),
        ),
        ("tests/reviews",),
    ),
)
