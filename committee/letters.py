"""The letters of the committee's work."""

from sysml.conference.letters import COMMON, Kind, register
from sysml.conference.moving import moved_kind

MOVED = moved_kind("committee-deadline-moved", "the members of the committee")

INVITATION = register(
    Kind(
        "committee-invitation",
        "when a chair invites a person to the programme committee",
        "An invitation to the programme committee",
        "Dear {{name}},\n\nwe would be glad to have you on the programme committee of {{edition}}, "
        "{{side}}. We ask members to review up to {{load}} papers; you can ask for fewer.\n\n"
        "Please answer on this page. No password is needed, "
        "and you can change your answer there later:\n{{link}}\n\nThe chairs of {{edition}}\n{{contact}}\n",
        (*COMMON, "side", "load"),
    )
)

ANSWERED = register(
    Kind(
        "committee-answer",
        "to the chairs, when an invited person accepts or declines",
        "{{person}} has {{answer}}",
        "Dear {{name}},\n\n{{person}} has {{answer}} the invitation to the programme committee.\n\n"
        "{{note}}\n\n{{link}}\n",
        (*COMMON, "person", "answer", "note"),
    )
)

ASSIGNED = register(
    Kind(
        "papers-assigned",
        "to a reviewer, when the assignment is published or a paper is added by hand",
        "Papers for you to review",
        "Dear {{name}},\n\nplease review for {{edition}}:\n\n{{papers}}\n\nIf you have a conflict of interest "
        "with one of them, or cannot review it, please say so at once on its page.\n\nAll your papers: {{link}}\n\n"
        "The chairs of {{edition}}\n{{contact}}\n",
        (*COMMON, "papers"),
    )
)

UNASSIGNED = register(
    Kind(
        "paper-taken-back",
        "to a reviewer, when a chair takes a paper back or gives it to somebody else",
        "You need not review paper {{number}}",
        "Dear {{name}},\n\nyou need no longer review paper {{number}}, “{{title}}”. "
        "Thank you for having been ready to.\n\n"
        "Your papers: {{link}}\n\nThe chairs of {{edition}}\n{{contact}}\n",
        (*COMMON, "number", "title"),
    )
)

REVIEWER_GONE = register(
    Kind(
        "reviewer-gone",
        "to the chair who handles a paper, when it loses a reviewer",
        "Paper {{number}} has lost a reviewer",
        "Dear {{name}},\n\n{{person}} no longer reviews paper {{number}}, “{{title}}”: "
        "{{reason}}.\n\n"
        "Choose somebody else: {{link}}\n",
        (*COMMON, "number", "title", "person", "reason"),
    )
)
