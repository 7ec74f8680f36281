"""Letters of artifact evaluation."""

from sysml.conference.letters import Kind, register
from sysml.conference.moving import moved_kind

MOVED = moved_kind("artifacts-deadline-moved", "the authors or the evaluators of an artifact")

INVITATION = register(
    Kind(
        "evaluator-invitation",
        "An artifact chair invites somebody to the artifact evaluation committee.",
        "Will you evaluate artifacts?",
        "Dear {{name}},\n\nthe artifact chairs of {{edition}} invite you to the artifact evaluation committee. "
        "You would look at {{load}} artifacts at most.\n\nAccept or decline here, without a password:\n{{link}}\n",
        ("load",),
    )
)
ASSIGNED = register(
    Kind(
        "evaluator-assigned",
        "An evaluator is given an artifact.",
        "An artifact to evaluate: paper {{number}}",
        "Dear {{name}},\n\nyou evaluate the artifact of paper {{number}}, “{{title}}”.\n\n{{link}}\n",
        ("number", "title"),
    )
)
KICKED = register(
    Kind(
        "artifact-kicked",
        "An evaluator reports the first look at an artifact to its authors.",
        "First look at your artifact of paper {{number}}",
        "Dear {{name}},\n\nan evaluator has taken a first look at the artifact of your paper {{number}}, “{{title}}”. "
        "The report is here:\n{{link}}\n",
        ("number", "title"),
    )
)
POSTED = register(
    Kind(
        "artifact-posted",
        "Somebody writes in the conversation between authors and evaluators.",
        "New message about the artifact of paper {{number}}",
        "Dear {{name}},\n\nthere is a new message about the artifact of paper {{number}}, “{{title}}”:\n{{link}}\n",
        ("number", "title"),
    )
)
BADGES = register(
    Kind(
        "badges-decided",
        "The artifact chairs release the badges.",
        "Badges of your paper {{number}}",
        "Dear {{name}},\n\nthe artifact of your paper {{number}}, “{{title}}”, was evaluated.\n\n{{badges}}\n\n"
        "The evaluations and what they mean for your camera-ready paper are here:\n{{link}}\n",
        ("number", "title", "badges"),
    )
)
REGISTER = register(
    Kind(
        "artifact-invitation",
        "Decisions are released, and the authors of an accepted paper are asked for its artifact.",
        "The artifact of your paper {{number}}",
        "Dear {{name}},\n\nyour paper {{number}}, “{{title}}”, was accepted. We invite you to hand in what "
        "stands behind it: code, models, data. Evaluators try it out and you can earn badges for the paper; taking "
        "part is up to you.\n\n"
        "Register the artifact until {{until}}:\n{{link}}\n",
        ("number", "title", "until"),
    )
)
