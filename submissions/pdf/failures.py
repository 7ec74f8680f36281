"""The plain words for files that cannot be measured."""

from submissions.pdf.facts import Failure

UNREADABLE = "unreadable"
COULD_NOT_CHECK = "could-not-check"


class Refusal(Exception):
    """Measuring must stop, for the reason in `failure`."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def password() -> Failure:
    return Failure(
        UNREADABLE,
        "password",
        "The file asks for a password, so nobody can read it.",
        "Export the PDF again without a password.",
    )


def damaged(detail: str = "") -> Failure:
    return Failure(
        UNREADABLE,
        "damaged",
        "The file is damaged: not every PDF reader can open it." + (f" ({detail})" if detail else ""),
        "Build the PDF again and upload it again. If it opens for you, print it to a new PDF file.",
    )


def truncated() -> Failure:
    return Failure(
        UNREADABLE,
        "truncated",
        "The file ends too early, as after an interrupted upload or download.",
        "Upload the file again; if the reason stays, build the PDF again.",
    )


def no_pages() -> Failure:
    return Failure(UNREADABLE, "no-pages", "The file is a PDF without any page.", "Build the PDF again.")


def not_a_pdf(reason: str) -> Failure:
    return Failure(UNREADABLE, "not-a-pdf", reason, "Upload the PDF file of the paper.")


def too_complex(what: str) -> Failure:
    return Failure(
        COULD_NOT_CHECK,
        "too-complex",
        f"The file could not be checked: {what}. It is kept as it is, and the chairs can see that.",
        "Nothing is required of you. A simpler file (figures as pictures) can be checked.",
    )


def stopped(why: str) -> Failure:
    return Failure(
        COULD_NOT_CHECK,
        "stopped",
        f"The file could not be checked: {why}. It is kept as it is, and the chairs can see that.",
        "Nothing is required of you.",
    )
