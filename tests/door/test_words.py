"""What people call themselves and their papers writes no letter of ours, acts nowhere and reaches no object."""

import re

import pytest
from django.core import mail
from django.core.cache import cache

from sysml.conference.letters import COMMON, fill, kinds
from sysml.kernel import outbox
from sysml.kernel.markdown import to_html
from sysml.kernel.models import Letter
from sysml.kernel.plain import one_line, visible

PHISHER = "Your account is blocked.\r\nBcc: all@example.org\n\nSign in at https://evil.example/x or www.evil.example"


@pytest.fixture(autouse=True)
def _no_earlier_attempts():
    cache.clear()


def test_a_name_is_one_line_and_no_link():
    out = one_line(PHISHER)
    assert "\n" not in out
    assert "\r" not in out
    assert "://" not in out.replace("https ://", "")
    assert "https ://evil" in out
    assert "www .evil" in out
    assert one_line("Zoë O’Brien-Müller, Jr.") == "Zoë O’Brien-Müller, Jr."
    assert one_line("C++: data structures for Node.js") == "C++: data structures for Node.js"


@pytest.mark.parametrize("text", ["a\x00b", "a\u202eb", "a\u200bb", "a\ufeffb", "a\x1bb", "a\u2066b"])
def test_what_does_not_show_is_taken_out(text):
    assert visible(text) == "ab"


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.key)
def test_no_letter_of_any_kind_carries_a_strangers_words_into_its_headers_or_lines(kind):
    names = {*COMMON, *kind.placeholders}
    typed = names & {"name", "title", "person", "by", "requester", "asked_by"}
    context = dict.fromkeys(names, "plain") | dict.fromkeys(typed, PHISHER)
    for words in (kind.subject, kind.body):
        filled = fill(words, context)
        assert "\nBcc:" not in filled
        assert "https://evil" not in filled
        assert "{{" not in filled, "every placeholder of the default words is on the list"


@pytest.mark.parametrize(
    "words",
    [
        "{{ name.__class__ }}", "{{name|safe}}", "{% load x %}", "{{ settings.SECRET_KEY }}", "{{name.email}}",
        "{{ request }}", "{name}", "%(name)s", "${name}", "{{{name}}}", "{{ name }} {% include 'x' %}", "{{ _name }}",
    ],
)  # fmt: skip
def test_placeholders_are_a_closed_list_and_reach_no_object(words):
    class Secretive(str):
        email = "secret@example.org"

    out = fill(words, {"name": Secretive("Ada")})
    assert "secret" not in out.replace("settings.SECRET_KEY", "")
    assert "class '" not in out
    assert out == words.replace("{{{name}}}", "{Ada}").replace("{{ name }}", "Ada")


def test_what_was_filled_in_is_not_filled_again():
    assert fill("{{title}}", {"title": "{{contact}}", "contact": "x@example.org"}) == "{{contact}}"


def test_a_letter_leaves_to_one_person_with_plain_headers(make_world):
    made = make_world()
    outbox.write(
        key="k", kind="x", to="ada@example.org", subject=PHISHER, body="first\r\nsecond\x00", now=made.now
    )
    letter = Letter.objects.get(key="k")
    assert "\n" not in letter.subject + letter.to
    assert letter.body == "first\nsecond"
    outbox.drain(made.now)
    sent = mail.outbox[0] if getattr(mail, "outbox", None) else None
    if sent is not None:
        assert sent.to == ["ada@example.org"]
        assert not sent.cc
        assert not sent.bcc


def test_signing_up_with_anothers_address_writes_them_nothing_of_ones_own(make_world, settings):
    made = make_world()
    form = {
        "name": PHISHER.replace("\r\n", " ").replace("\n", " "),
        "email": "victim@example.org",
        "password1": "a-long-and-rare-pass-phrase",
        "password2": "a-long-and-rare-pass-phrase",
    }
    assert made.client().post("/accounts/signup/", form).status_code == 302
    body = Letter.objects.get(to="victim@example.org").body
    assert "evil" not in body
    assert "blocked" not in body
    assert set(re.findall(r"https?://[^/\s]+", body)) == {settings.BASE_URL}


def test_links_in_letters_lead_to_the_site_whatever_host_was_named(make_world, settings):
    settings.ALLOWED_HOSTS = ["*"]
    made = make_world()
    ada = made.person("Ada")
    made.client().post("/accounts/password/reset/", {"email": ada.email}, headers={"Host": "evil.example"})
    made.client().post(
        "/accounts/password/reset/", {"email": "x@example.org"}, headers={"Host": "evil.example"}
    )
    letters = Letter.objects.filter(kind="account")
    assert letters.count() == 2
    for letter in letters:
        assert "evil" not in letter.body
        assert set(re.findall(r"https?://[^/\s]+", letter.body)) <= {settings.BASE_URL}


def test_asking_to_merge_writes_no_more_than_a_plain_name(make_world):
    from sysml.kernel.commands.merging import ask_to_merge

    made = make_world()
    eve, ada = made.person("Eve"), made.person("Ada")
    eve.name = PHISHER
    eve.save()
    ask_to_merge(person=eve, email=ada.email, now=made.now)
    body = Letter.objects.get(to=ada.email).body
    assert "\nBcc" not in body
    assert "https://evil" not in body


HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))", "[x](java\tscript:alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)", "<a href='javascript:x'>y</a>", "<https://x' onmouseover='alert(1)>", "![x](https://evil/x.png)",
    "<style>*{display:none}</style>", "<iframe src=//evil></iframe>", "<object data=x>", "<form action=//evil><input>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "<!--<img src='--><img src=x onerror=x>'>",
    "$\\href{javascript:alert(1)}{x}$", "$</span><img src=x onerror=x>$", "`<script>`", "<details open ontoggle=x>",
    "[x]: javascript:alert(1)\n[x]", "[a](<javascript:alert(1)>)", "&#106;avascript:alert(1)", "<base href=//evil>",
    '[x](https://ok "onmouseover=alert(1)")', "<meta http-equiv=refresh content=0>", "<noscript><p title='</noscript>",
    "<a id=clobber name=body>x</a>", "\x00<script>x</script>", "<scr\x00ipt>x</scr\x00ipt>",
]  # fmt: skip
ACTS = re.compile(
    r"<(?:script|img|svg|iframe|object|embed|style|form|input|base|meta|link|math|video|audio|details)\b"
    r"|<[a-z]+[^>]*\s(?:on\w+|style|id|name|src|srcdoc|formaction)\s*="
    r"|href=\"(?!https?:|mailto:)",
    re.IGNORECASE,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_acts_nowhere(text):
    for around in ("{}", "# {}", "- {}", "> {}", "|a|\n|-|\n|{}|", "**{}**", "[{}](https://example.org)"):
        html = to_html(around.format(text))
        assert not ACTS.search(html), html


def test_the_pattern_finds_what_acts():
    for bad in ("<script>", '<a href="javascript:x">', "<p onclick=x>", '<p class="x" style="y">', "<img>"):
        assert ACTS.search(bad)
    assert not ACTS.search(
        '<p>a &lt;script&gt; <a href="https://example.org" rel="nofollow noopener">b</a></p>'
    )
