"""The letters of deciding. Those of a release leave when it is pressed, because each was previewed before."""

from sysml.conference.letters import COMMON, Kind, register

_PAPER = (*COMMON, "number", "title")
_WITH_REVIEWS = (*_PAPER, "note", "summary", "reviews")
_END = "The paper's page: {{link}}\n\nThe chairs of {{edition}}\n{{contact}}\n"

ACCEPT = register(
    Kind(
        "decision-accept",
        "to each author of an accepted paper, at the release of decisions",
        "Paper {{number}} is accepted",
        "Dear {{name}},\n\nwe are glad to tell you that paper {{number}}, “{{title}}”, has been accepted for "
        "{{edition}}. Congratulations.\n\n{{note}}{{summary}}{{reviews}}" + _END,
        _WITH_REVIEWS,
    )
)
CONDITIONAL = register(
    Kind(
        "decision-conditional",
        "to each author of a conditionally accepted paper, at the release of decisions",
        "Paper {{number}} is accepted with conditions",
        "Dear {{name}},\n\npaper {{number}}, “{{title}}”, has been accepted for {{edition}} on conditions.\n\n"
        "{{conditions}}{{shepherd}}{{note}}{{summary}}{{reviews}}" + _END,
        (*_WITH_REVIEWS, "conditions", "shepherd"),
    )
)
REJECT = register(
    Kind(
        "decision-reject",
        "to each author of a paper that is not accepted, at the release of decisions",
        "The decision on paper {{number}}",
        "Dear {{name}},\n\nthank you for sending paper {{number}}, “{{title}}”, to {{edition}}. We are sorry to "
        "tell you that it has not been accepted. We hope that the reviews are of use to you.\n\n"
        "{{note}}{{summary}}{{reviews}}" + _END,
        _WITH_REVIEWS,
    )
)
UNCLAIMED = register(
    Kind(
        "decision-unclaimed",
        "to an author who has not claimed their place, at the release of decisions",
        "The decision on paper {{number}} can be read",
        "Dear {{name}},\n\nthe decision on paper {{number}}, “{{title}}”, of which you are named as an author, has "
        "been released. To read it with its reviews, sign in with this address and claim your place:\n{{link}}\n\n"
        "The chairs of {{edition}}\n{{contact}}\n",
        _PAPER,
    )
)
DESK_REJECTED = register(
    Kind(
        "desk-reject",
        "to each author of a desk-rejected paper, when the desk reject is released",
        "Paper {{number}} will not be reviewed",
        "Dear {{name}},\n\nthank you for sending paper {{number}}, “{{title}}”, to {{edition}}. We are sorry to "
        "tell you that it will not be reviewed.\n\n{{reason}}\n\n" + _END,
        (*_PAPER, "reason"),
    )
)
SHEPHERD = register(
    Kind(
        "shepherd-appointed",
        "to the shepherd of a conditionally accepted paper, once it is released",
        "Please shepherd paper {{number}}",
        "Dear {{name}},\n\nplease see paper {{number}}, “{{title}}”, through its conditions. From now on you know its "
        "authors, and they know you.\n\n{{conditions}}The paper, its versions and the thread with the authors: "
        "{{link}}\n\nThe chairs of {{edition}}\n{{contact}}\n",
        (*_PAPER, "conditions"),
    )
)
CONDITIONS_MET = register(
    Kind(
        "conditions-met",
        "to each author, when the conditions of an accept are met",
        "Paper {{number}} is accepted: the conditions are met",
        "Dear {{name}},\n\nthe conditions of paper {{number}}, “{{title}}”, are met: it is accepted for {{edition}}. "
        "Congratulations.\n\n{{note}}" + _END,
        (*_PAPER, "note"),
    )
)
CONDITIONS_FAILED = register(
    Kind(
        "conditions-failed",
        "to each author, when the conditions of an accept are not met",
        "Paper {{number}}: the conditions are not met",
        "Dear {{name}},\n\nthe conditions on which paper {{number}}, “{{title}}”, was accepted for {{edition}} have "
        "not been met. We are sorry to tell you that it can therefore not be accepted.\n\n{{note}}" + _END,
        (*_PAPER, "note"),
    )
)
CAMERA_READY_REMINDER = register(
    Kind(
        "camera-ready-reminder",
        "to the authors of an accepted paper without a camera-ready version, when the publication chair asks for it",
        "Paper {{number}}: the camera-ready version is missing",
        "Dear {{name}},\n\nthe camera-ready version of paper {{number}}, “{{title}}”, is still missing. {{due}}\n\n"
        "Upload it here: {{link}}\n\nThe chairs of {{edition}}\n{{contact}}\n",
        (*_PAPER, "due"),
    )
)
