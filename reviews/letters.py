"""The letters of reviewing. None says more than its reader could open."""

from sysml.conference.letters import COMMON, Kind, register
from sysml.conference.moving import moved_kind

_CLOSING = "\n\nThe chairs of {{edition}}\n{{contact}}\n"
_PAPER = (*COMMON, "number", "title")

REMINDER = register(
    Kind(
        "review-reminder",
        "to a reviewer whose review is not in: three days before the deadline, on its day, and when it is late",
        "Your reviews: {{when}}",
        "Dear {{name}},\n\nthese reviews of yours are not in yet ({{when}}):\n\n{{papers}}\n\n"
        "Your papers: {{link}}\n\nIf you cannot write one of them, please say so now rather than later."
        + _CLOSING,
        (*COMMON, "papers", "when"),
    )
)
MOVED = moved_kind(
    "reviews-deadline-moved", "the reviewers of a paper, or its authors when it is the response’s"
)
EXTERNAL_REQUEST = register(
    Kind(
        "external-request",
        "to somebody outside the committee whom a reviewer asks for a review",
        "A review for {{edition}}?",
        "Dear {{name}},\n\n{{requester}} asks whether you would review a paper submitted to {{edition}}, “{{title}}”, "
        "until {{due}}.\n\nTitle and abstract, and two buttons, yes and no, are on this page; no password is needed:\n"
        "{{link}}\n\nPlease treat the paper as confidential, and decline if you have a conflict of interest."
        + _CLOSING,
        (*COMMON, "requester", "title", "due"),
    )
)
EXTERNAL_ANSWERED = register(
    Kind(
        "external-answered",
        "to a reviewer, when the person whom they asked for a review has answered",
        "{{person}} has {{answer}}",
        "Dear {{name}},\n\n{{person}} has {{answer}} to review paper {{number}}, “{{title}}”.\n\n{{link}}"
        + _CLOSING,
        (*_PAPER, "person", "answer"),
    )
)
EXTERNAL_WITHDRAWN = register(
    Kind(
        "external-withdrawn",
        "to an external reviewer whose review is no longer needed",
        "Your review is no longer needed",
        "Dear {{name}},\n\nyou need no longer review “{{title}}”. Thank you for your readiness to help.\n\n{{link}}"
        + _CLOSING,
        (*COMMON, "title"),
    )
)
EXTERNAL_IN = register(
    Kind(
        "external-review-in",
        "to a reviewer, when the external review that they asked for is in",
        "The review by {{person}} is in",
        "Dear {{name}},\n\n{{person}} has handed in the review of paper {{number}}, “{{title}}”.\n\n{{link}}"
        + _CLOSING,
        (*_PAPER, "person"),
    )
)
DISCUSSION = register(
    Kind(
        "discussion-post",
        "to those who take part in the discussion of a paper, at most once an hour",
        "Discussion of paper {{number}}",
        "Dear {{name}},\n\nsomebody has written in the discussion of paper {{number}}, “{{title}}”:\n\n{{link}}"
        + _CLOSING,
        _PAPER,
    )
)
QUESTION = register(
    Kind(
        "question-to-chairs",
        "to the chairs who handle a paper, when its authors or a reviewer ask something",
        "A question about paper {{number}}",
        "Dear {{name}},\n\n{{asked_by}} of paper {{number}} would like an answer:\n\n{{link}}\n",
        (*COMMON, "number", "asked_by"),
    )
)
ANSWER = register(
    Kind(
        "answer-by-chairs",
        "to authors or a reviewer, when the chairs have answered their question",
        "An answer about paper {{number}}",
        "Dear {{name}},\n\nthe chairs have answered your question about paper {{number}}, “{{title}}”:\n\n{{link}}"
        + _CLOSING,
        _PAPER,
    )
)
LEAD = register(
    Kind(
        "lead-appointed",
        "to a member who is asked to lead the discussion of a paper",
        "Please lead the discussion of paper {{number}}",
        "Dear {{name}},\n\nplease lead the discussion of paper {{number}}, “{{title}}”, and write its summary and your "
        "recommendation:\n\n{{link}}" + _CLOSING,
        _PAPER,
    )
)
RESPONSE_IN = register(
    Kind(
        "response-submitted",
        "to the authors, when their response has been taken",
        "Your response for paper {{number}} is in",
        "Dear {{name}},\n\nthe response for paper {{number}}, “{{title}}”, has been taken at {{at}}, with {{words}} "
        "words. You can replace it until the window ends.\n\n{{link}}" + _CLOSING,
        (*_PAPER, "at", "words"),
    )
)
ON_BEHALF = register(
    Kind(
        "entered-on-behalf",
        "to a person for whom a chair has entered a review or a response",
        "Entered for you: {{what}} of paper {{number}}",
        "Dear {{name}},\n\na chair has entered the {{what}} of paper {{number}}, “{{title}}”, on your behalf: "
        "{{reason}}\n\nPlease look at it, and mend it if it is not what you meant:\n{{link}}" + _CLOSING,
        (*_PAPER, "what", "reason"),
    )
)
ROLLED_BACK = register(
    Kind(
        "review-rolled-back",
        "to a reviewer whose review two chairs have set back to an earlier state",
        "Your review of paper {{number}} was set back",
        "Dear {{name}},\n\nthe chairs have set your review of paper {{number}}, “{{title}}”, back to what it said on "
        "{{at}}. Nothing that you wrote is lost: every version is in its history, and you may submit it again while "
        "reviews are taken.\n\n{{link}}" + _CLOSING,
        (*_PAPER, "at"),
    )
)
