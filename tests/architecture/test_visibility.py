"""The matrix of who sees what, written out, against the policies as they are compiled and asked of the database.

This table is the promise; the policies are the code that keeps it. A cell that is not written is "never". Read a
line as: these rows of the thing, on papers in these states, are seen from this phase on by these subjects (see
`cast.SUBJECTS` and `cast.PHASES`). To change what somebody sees, change this table first.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import models, transaction
from django.db.models import CharField, F, Q

import artifacts.policies
import committee.policies
import reviews.policies
import submissions.policies
from submissions.domain import Outcome
from submissions.models import Submission
from sysml.conference.domain import ActKind, Blindness, WindowKind
from sysml.conference.rules import Table
from sysml.conference.viewer import Tie, Viewer
from tests.architecture.cast import PHASES, SUBJECTS, Cast, Key, Seen, observe

pytestmark = pytest.mark.django_db
MODULES = (submissions.policies, committee.policies, reviews.policies, artifacts.policies)
ALL = " ".join(SUBJECTS)

# Papers, by what the matrix says of them alike.
ACTIVE = "undecided accepted conditional rejected desk-rejected"
ENDED = "withdrawn retracted"
WITH_CAMERA_READY = "accepted conditional retracted"

Cells = dict[str, dict[str, str]]
"""`rows @ papers` → since when → who. A row without a kind of its own is written as `@ papers`."""

MATRIX: dict[str, Cells] = {
    # --- submissions -------------------------------------------------------------------------------------------
    "submissions.SUBMISSION": {
        "@ draft": {"always": "A"},
        "@ registered": {
            "always": "A H C CR",
            "from bidding": "N R- R+ L S F XN XC X*",
        },
        "@ undecided rejected desk-rejected": {
            "always": "A R- R+ E? E- E+ L H C CR",
            "from bidding": "N S F XN XC X*",
        },
        "@ accepted": {
            "always": "A R- R+ E? E- E+ L H C CR",
            "from bidding": "N S F XN XC X*",
            "from told": "P AC AE",
            "from released": ALL,
        },
        "@ conditional": {
            "always": "A R- R+ E? E- E+ L H C CR",
            "from bidding": "N S F XN XC X*",
            "from told": "P AC AE",
        },
        "@ withdrawn": {"always": "A R- R+ E? E- E+ L H C CR"},
        "@ retracted": {"always": "A R- R+ E? E- E+ L H C CR", "from told": "S"},
        "@ closed": {"always": "A C CR"},
    },
    "submissions.DRAFT": {"@ draft": {"always": "A C CR"}},
    "submissions.LOGGED": {f"@ registered {ACTIVE} {ENDED} closed": {"always": "C CR"}},
    "submissions.ABSTRACT": {
        "@ draft": {"always": "A"},
        "@ registered": {"always": "A H C CR", "from bidding": "N R- R+ L S F"},
        "@ undecided rejected desk-rejected": {
            "always": "A R- R+ E? E- E+ L H C CR",
            "from bidding": "N S F",
        },
        "@ accepted": {
            "always": "A R- R+ E? E- E+ L H C CR",
            "from bidding": "N S F",
            "from told": "P AC AE",
            "from released": ALL,
        },
        "@ conditional": {
            "always": "A R- R+ E? E- E+ L H C CR",
            "from bidding": "N S F",
            "from told": "P AC AE",
        },
        "@ withdrawn retracted closed": {"always": "A C CR"},
    },
    "submissions.OUTCOME": {
        "@ draft": {"always": "A"},
        "@ registered": {"always": "A H C CR"},
        "@ undecided rejected desk-rejected": {"always": "A R- R+ E- E+ L H C CR"},
        "@ accepted": {
            "always": "A R- R+ E- E+ L H C CR",
            "from told": "S P",
            "from released": ALL,
        },
        "@ conditional": {"always": "A R- R+ E- E+ L H C CR", "from told": "S"},
        "@ withdrawn": {"always": "A R- R+ E- E+ L H C CR"},
        "@ retracted": {"always": "A R- R+ E- E+ L H C CR", "from told": "S"},
        "@ closed": {"always": "A C CR"},
    },
    "submissions.DOCUMENT": {
        "paper @ draft": {"always": "A"},
        "paper @ registered closed": {"always": "A C CR"},
        "paper supplement @ undecided": {"always": "A R- R+ E- E+ L H C CR"},
        "paper @ accepted conditional": {"always": "A R- R+ E- E+ L H C CR", "from told": "S AC AE"},
        "supplement @ accepted conditional": {"always": "A R- R+ E- E+ L H C CR", "from told": "S"},
        "camera-ready @ accepted": {"always": "A C CR", "from told": "S P AC AE", "from final": ALL},
        "camera-ready @ conditional": {"always": "A C CR", "from told": "S P AC AE"},
        "rights @ accepted conditional": {"always": "A C CR", "from told": "S P"},
        "superseded @ accepted conditional": {"always": "A C CR", "from told": "S"},
        "superseded @ undecided rejected desk-rejected": {"always": "A C CR"},
        "paper supplement @ rejected desk-rejected": {
            "always": "A C CR",
            "until released": "R- R+ E- E+ L H",
        },
        "paper supplement superseded @ withdrawn retracted": {"always": "A C CR"},
        "camera-ready rights @ retracted": {"always": "A C CR"},
    },
    "submissions.AUTHORSHIP": {
        "@ draft": {"always": "A"},
        "@ registered undecided rejected desk-rejected withdrawn retracted closed": {"always": "A CR"},
        "@ accepted": {"always": "A CR", "from told": "S P AC AE", "from released": ALL},
        "@ conditional": {"always": "A CR", "from told": "S P AC AE"},
    },
    "submissions.CHECK": {
        "paper @ draft": {"always": "A"},
        "paper @ registered": {"always": "A H C CR"},
        f"paper @ {ACTIVE}": {"always": "A L H C CR"},
        "paper @ withdrawn retracted closed": {"always": "A C CR"},
        "camera-ready @ accepted conditional": {"always": "A C CR", "from told": "P"},
        "camera-ready @ retracted": {"always": "A C CR"},
        f"superseded @ {ACTIVE} {ENDED}": {"always": "A C CR"},
    },
    # --- committee ---------------------------------------------------------------------------------------------
    "committee.CONFLICT": {
        "XN @ draft": {"always": "A"},
        "XN @ registered": {"always": "A H C CR"},
        "XC X* @ registered": {"always": "H C CR"},
        f"XN @ {ACTIVE}": {"always": "A L H C CR"},
        f"XC X* @ {ACTIVE}": {"always": "L H C CR"},
        f"XN @ {ENDED} closed": {"always": "A C CR"},
        f"XC X* @ {ENDED} closed": {"always": "C CR"},
    },
    "committee.MY_CONFLICT": {
        f"XN @ registered {ACTIVE} {ENDED} closed": {"always": "XN"},
        f"XC @ registered {ACTIVE} {ENDED} closed": {"always": "XC"},
        f"X* @ registered {ACTIVE} {ENDED} closed": {"always": "X*"},
    },
    "committee.BID": {
        f"N @ registered {ACTIVE} {ENDED} closed": {"always": "N C CR"},
        f"R+ @ registered {ACTIVE} {ENDED} closed": {"always": "R+ C CR"},
        f"XN @ registered {ACTIVE} {ENDED} closed": {"always": "C CR"},
    },
    "committee.ASSIGNMENT": {
        f"R- @ {ACTIVE}": {"always": "R- L H C CR", "from response": "R+"},
        f"R+ @ {ACTIVE}": {"always": "R+ L H C CR"},
        f"X* @ {ACTIVE}": {"always": "L H C CR", "from response": "R+"},
        f"F @ {ACTIVE}": {"always": "F L H C CR"},
        f"R- @ {ENDED}": {"always": "R- C CR"},
        f"R+ @ {ENDED}": {"always": "R+ C CR"},
        f"X* @ {ENDED}": {"always": "C CR"},
        f"F @ {ENDED}": {"always": "F C CR"},
    },
    "committee.PLAN_PAIR": {f"@ registered {ACTIVE} {ENDED} closed": {"always": "C CR"}},
    "committee.HANDLING": {
        "@ registered": {"always": "H C CR"},
        f"@ {ACTIVE} {ENDED}": {"always": "L H C CR"},
        "@ closed": {"always": "C CR"},
    },
    "committee.ARRANGED": {
        "@ registered": {"always": "H C CR"},
        f"@ {ACTIVE} {ENDED}": {"always": "L H C CR"},
        "@ closed": {"always": "C CR"},
    },
    "committee.BIDDABLE": {
        "@ registered undecided": {"from bidding": "N R- R+ L S F"},
        "@ accepted conditional rejected": {"bidding to decided": "N R- R+ L S F"},
    },
    # --- reviews -----------------------------------------------------------------------------------------------
    "reviews.REVIEW_EXISTS": {
        f"R+ E+ ER X* @ {ACTIVE}": {"always": "R+ L H C CR", "from response": "A"},
        f"R- E- @ {ACTIVE}": {"always": "L H C CR"},
        f"R+ E+ ER X* @ {ENDED}": {"always": "C CR", "from response": "A"},
        f"R- E- @ {ENDED}": {"always": "C CR"},
    },
    "reviews.OWN_REVIEW": {
        f"R- @ {ACTIVE} {ENDED}": {"always": "R-"},
        f"R+ @ {ACTIVE} {ENDED}": {"always": "R+"},
        f"E- @ {ACTIVE} {ENDED}": {"always": "E- R+"},
        f"E+ @ {ACTIVE} {ENDED}": {"always": "E+ R+"},
        f"F @ {ACTIVE} {ENDED}": {"always": "F"},
        f"X* @ {ACTIVE} {ENDED}": {"always": "X*"},
        f"ER @ {ACTIVE} {ENDED}": {"always": "R-"},
    },
    "reviews.REVIEW": {
        f"R+ E+ ER X* @ {ACTIVE}": {"always": "R+ E+ L H C CR", "from response": "A"},
        f"R+ E+ ER X* @ {ENDED}": {"always": "C CR", "from response": "A"},
    },
    "reviews.ANSWER": {
        f"R+/authors @ {ACTIVE}": {"always": "R+ E+ L H C CR", "from response": "A"},
        f"E+/authors @ {ACTIVE}": {"always": "R+ E+ L H C CR", "from response": "A"},
        f"X*/authors @ {ACTIVE}": {"always": "R+ E+ L H C CR X*", "from response": "A"},
        f"R+/committee @ {ACTIVE}": {"always": "R+ L H C CR"},
        f"E+/committee @ {ACTIVE}": {"always": "R+ E+ L H C CR"},
        f"X*/committee @ {ACTIVE}": {"always": "R+ L H C CR X*"},
        f"R+/chairs @ {ACTIVE}": {"always": "R+ L H C CR"},
        f"E+/chairs @ {ACTIVE}": {"always": "R+ E+ L H C CR"},
        f"X*/chairs @ {ACTIVE}": {"always": "L H C CR X*"},
        f"ER/authors @ {ACTIVE}": {"always": "R- R+ E+ L H C CR", "from response": "A"},
        f"ER/committee @ {ACTIVE}": {"always": "R- R+ L H C CR"},
        f"ER/chairs @ {ACTIVE}": {"always": "R- L H C CR"},
        f"ER/authors @ {ENDED}": {"always": "R- C CR", "from response": "A"},
        f"ER/committee ER/chairs @ {ENDED}": {"always": "R- C CR"},
        f"R+/authors/old @ {ACTIVE} {ENDED}": {"always": "R+ C CR", "from response": "A"},
        f"R+/committee/old R+/chairs/old @ {ACTIVE} {ENDED}": {"always": "R+ C CR"},
        f"R+/authors @ {ENDED}": {"always": "R+ C CR", "from response": "A"},
        f"E+/authors @ {ENDED}": {"always": "R+ E+ C CR", "from response": "A"},
        f"X*/authors @ {ENDED}": {"always": "C CR X*", "from response": "A"},
        f"R+/committee R+/chairs @ {ENDED}": {"always": "R+ C CR"},
        f"E+/committee E+/chairs @ {ENDED}": {"always": "R+ E+ C CR"},
        f"X*/committee X*/chairs @ {ENDED}": {"always": "C CR X*"},
    },
    "reviews.REVIEWER_NAME": {
        f"R- @ {ACTIVE}": {"always": "R- L H C CR"},
        f"R+ @ {ACTIVE}": {"always": "R+ L H C CR"},
        f"E- @ {ACTIVE}": {"always": "E- R+ L H C CR"},
        f"E+ @ {ACTIVE}": {"always": "E+ R+ L H C CR"},
        f"X* @ {ACTIVE}": {"always": "X* L H C CR", "from response": "R+"},
        f"F @ {ACTIVE}": {"always": "F L H C CR"},
        f"ER @ {ACTIVE}": {"always": "R- L H C CR", "from response": "R+"},
        f"ER @ {ENDED}": {"always": "R- C CR"},
        f"R- @ {ENDED}": {"always": "R- C CR"},
        f"R+ @ {ENDED}": {"always": "R+ C CR"},
        f"E- @ {ENDED}": {"always": "E- R+ C CR"},
        f"E+ @ {ENDED}": {"always": "E+ R+ C CR"},
        f"X* @ {ENDED}": {"always": "X* C CR"},
        f"F @ {ENDED}": {"always": "F C CR"},
    },
    "reviews.POSTER_NAME": {
        f"reviewers/R+ @ {ACTIVE}": {"always": "R+ L H C CR"},
        f"reviewers/L @ {ACTIVE}": {"always": "L H C CR", "from response": "R+"},
        f"chairs/C @ {ACTIVE}": {"always": "H C CR"},
        f"authors-chairs/A authors-chairs/A2 @ {ACTIVE} {ENDED}": {"always": "A"},
        f"asked-by-R-/R- @ {ACTIVE}": {"always": "R- H C CR"},
        f"asked-by-R-/R- @ {ENDED}": {"always": "R- C CR"},
        f"asked-by-E-/E- @ {ACTIVE}": {"always": "E- H C CR"},
        f"asked-by-E-/E- @ {ENDED}": {"always": "E- C CR"},
        f"authors-chairs/C @ {ACTIVE}": {"always": "L H C CR"},
        f"reviewer-chairs/R+ @ {ACTIVE}": {"always": "R+ H C CR"},
        f"shepherd/S @ {ACTIVE}": {"always": "S L H C CR"},
        f"reviewers/R+ reviewer-chairs/R+ @ {ENDED}": {"always": "R+ C CR"},
        f"reviewers/L @ {ENDED}": {"always": "L C CR"},
        f"chairs/C authors-chairs/C @ {ENDED}": {"always": "C CR"},
        f"shepherd/S @ {ENDED}": {"always": "S C CR"},
    },
    "reviews.THREAD": {
        f"reviewers @ {ACTIVE}": {"always": "L H C CR", "from response": "R+"},
        f"chairs @ {ACTIVE}": {"always": "H C CR"},
        f"authors-chairs @ {ACTIVE}": {"always": "A L H C CR"},
        f"reviewer-chairs @ {ACTIVE}": {"always": "R+ H C CR"},
        f"asked-by-R- @ {ACTIVE}": {"always": "R- H C CR"},
        f"asked-by-E- @ {ACTIVE}": {"always": "E- H C CR"},
        f"asked-by-R- @ {ENDED}": {"always": "R- C CR"},
        f"asked-by-E- @ {ENDED}": {"always": "E- C CR"},
        "shepherd @ accepted conditional": {"always": "L H C CR", "from told": "A S"},
        "shepherd @ undecided rejected desk-rejected": {"always": "L H C CR", "from told": "A"},
        f"reviewers chairs @ {ENDED}": {"always": "C CR"},
        f"authors-chairs @ {ENDED}": {"always": "A C CR"},
        f"reviewer-chairs @ {ENDED}": {"always": "R+ C CR"},
        f"shepherd @ {ENDED}": {"always": "C CR", "from told": "A"},
    },
    "reviews.POST": {
        f"reviewers/R+ reviewers/L @ {ACTIVE}": {"always": "L H C CR", "from response": "R+"},
        f"chairs/C @ {ACTIVE}": {"always": "H C CR"},
        f"authors-chairs/A authors-chairs/A2 authors-chairs/C @ {ACTIVE}": {"always": "A L H C CR"},
        f"asked-by-R-/R- @ {ACTIVE}": {"always": "R- H C CR"},
        f"asked-by-E-/E- @ {ACTIVE}": {"always": "E- H C CR"},
        f"asked-by-R-/R- @ {ENDED}": {"always": "R- C CR"},
        f"asked-by-E-/E- @ {ENDED}": {"always": "E- C CR"},
        f"reviewer-chairs/R+ @ {ACTIVE}": {"always": "R+ H C CR"},
        "shepherd/S @ accepted conditional": {"always": "L H C CR", "from told": "A S"},
        "shepherd/S @ undecided rejected desk-rejected": {"always": "L H C CR", "from told": "A"},
        f"reviewers/R+ reviewers/L chairs/C @ {ENDED}": {"always": "C CR"},
        f"authors-chairs/A authors-chairs/A2 authors-chairs/C @ {ENDED}": {"always": "A C CR"},
        f"reviewer-chairs/R+ @ {ENDED}": {"always": "R+ C CR"},
        f"shepherd/S @ {ENDED}": {"always": "C CR", "from told": "A"},
    },
    "reviews.RESPONSE": {
        "@ undecided": {"always": "A L H C CR"},
        "@ accepted conditional rejected desk-rejected": {"always": "A R+ L H C CR"},
        f"@ {ENDED}": {"always": "A C CR"},
    },
    "reviews.META_REVIEW": {
        "@ undecided": {"always": "L H C CR", "from response": "R+"},
        "@ accepted conditional rejected": {
            "always": "L H C CR",
            "from response": "R+",
            "from told": "A",
        },
        "@ desk-rejected": {"always": "L H C CR"},
        "@ withdrawn": {"always": "C CR"},
        "@ retracted": {"always": "C CR", "from told": "A"},
    },
    "reviews.LEAD": {
        f"@ {ACTIVE}": {"always": "L H C CR", "from response": "R+"},
        f"@ {ENDED}": {"always": "L C CR"},
    },
    "reviews.DECISION": {
        "@ accepted conditional": {"always": "L H C CR", "from told": "A S"},
        "@ rejected": {"always": "L H C CR", "from told": "A"},
        "@ retracted": {"always": "C CR", "from told": "A"},
        "@ withdrawn": {"always": "C CR"},
    },
    "reviews.DESK_REJECT": {
        "@ undecided": {"always": "L H C CR"},
        "@ withdrawn": {"always": "C CR"},
        "@ desk-rejected": {"always": "A L H C CR"},
    },
    "reviews.SHEPHERDING": {
        "@ accepted conditional": {"always": "L H C CR", "from told": "A S"},
        "@ retracted": {"always": "C CR", "from told": "A S"},
        "@ rejected": {"always": "L H C CR"},
    },
    "reviews.REQUEST": {
        f"ER @ {ACTIVE}": {"always": "R- L H C CR"},
        f"ER @ {ENDED}": {"always": "R- C CR"},
        f"E? @ {ACTIVE}": {"always": "E? R+ L H C CR"},
        f"E- @ {ACTIVE}": {"always": "E- R+ L H C CR"},
        f"E+ @ {ACTIVE}": {"always": "E+ R+ L H C CR"},
        f"E? @ {ENDED}": {"always": "E? R+ C CR"},
        f"E- @ {ENDED}": {"always": "E- R+ C CR"},
        f"E+ @ {ENDED}": {"always": "E+ R+ C CR"},
    },
    "reviews.DECIDABLE": {f"@ {ACTIVE}": {"always": "H C CR"}},
    "reviews.PRODUCED": {"@ accepted conditional": {"from told": "P C CR"}},
    "reviews.PROCEEDINGS_ENTRY": {
        "@ accepted": {"from told": "P C CR", "from final": ALL},
        "@ conditional": {"from told": "P C CR"},
    },
    # --- artifacts ---------------------------------------------------------------------------------------------
    "artifacts.ARTIFACT": {
        "@ accepted": {"always": "A AE AC", "from kick-the-tires": "AE2"},
        "@ conditional retracted": {"always": "A AE AC"},
    },
    "artifacts.WORKED_ON": {"@ accepted conditional retracted": {"always": "A AE AC"}},
    "artifacts.DECISION_NOTE": {
        "@ accepted conditional retracted": {"always": "AE AC", "from final": "A"},
    },
    "artifacts.STAMPED": {
        "@ accepted": {"from final": ALL},
        "@ conditional retracted": {"from final": "A AC P"},
    },
    "artifacts.ARTIFACT_VERSION": {
        "@ accepted conditional": {"always": "A AE AC"},
        "@ retracted": {"always": "A AC"},
    },
    "artifacts.EVALUATION": {
        "AE @ accepted conditional retracted": {"always": "AE AC", "from final": "A"},
        "X* XA @ accepted conditional retracted": {"always": "AE AC"},
        "AE2 @ accepted conditional retracted": {"always": "AC"},
    },
    "artifacts.KICK_THE_TIRES": {
        "AE @ accepted conditional retracted": {"always": "A AE AC"},
        "X* XA @ accepted conditional retracted": {"always": "AE AC"},
        "AE2 @ accepted conditional retracted": {"always": "A AC"},
    },
    "artifacts.REMARKS": {
        "AE X* XA @ accepted conditional retracted": {"always": "AE AC"},
        "AE2 @ accepted conditional retracted": {"always": "AC"},
    },
    "artifacts.EVALUATOR_NAME": {
        "AE X* XA @ accepted conditional retracted": {"always": "AE AC"},
        "AE2 @ accepted conditional retracted": {"always": "AC"},
    },
    "artifacts.ARTIFACT_POST": {
        "authors @ accepted conditional retracted": {"always": "A AE AC"},
        "evaluators @ accepted conditional retracted": {"always": "AE AC"},
        "chairs @ accepted conditional retracted": {"always": "AC"},
    },
    "artifacts.BADGE": {
        "awarded @ accepted": {"always": "AE AC", "from final": ALL},
        "awarded @ conditional": {"always": "AE AC", "from final": "A"},
        "refused @ accepted conditional": {"always": "AE AC", "from final": "A"},
        "awarded refused @ retracted": {"always": "AE AC"},
    },
    "artifacts.CONFLICT": {"X* XA @ accepted conditional retracted": {"always": "AC"}},
}

TRACKS: dict[str, dict[str, Any]] = {
    "single-blind": {"blindness": Blindness.SINGLE},
    "blind until the own review": {"blindness": Blindness.UNTIL_REVIEW},
    "never before the release": {"choices": {"authors_revealed_to_chairs": False}},
    "open to members": {
        "choices": {"members_see_files": True, "members_see_reviews": True, "members_know_reviews_exist": True}
    },
    "open to externals": {"choices": {"externals_discuss": True}},
    "closed": {
        "choices": {
            "members_see_papers": False, "reviewers_know_each_other": False, "externals_see_reviews": False,
            "rejected_file_days": 0,
        }
    },
}  # fmt: skip
"""The daggers of the matrix: tracks that widen or narrow it."""


def without(cells: Cells, place: str) -> Cells:
    """The same cells but for one line, which a track splits."""
    return {known: line for known, line in cells.items() if known != place}


DAGGERS: dict[str, dict[str, Cells]] = {
    "single-blind": {
        "submissions.AUTHORSHIP": {
            "@ draft": {"always": "A"},
            "@ registered withdrawn retracted closed": {"always": "A C CR"},
            "@ undecided": {
                "always": "A R- R+ E? E- E+ L H C CR",
                "from bidding": "N S F",
            },
            "@ accepted": {
                "always": "A R- R+ E? E- E+ L H C CR",
                "bidding to decided": "N F",
                "from bidding": "S",
                "from told": "P AC AE",
                "from released": ALL,
            },
            "@ conditional": {
                "always": "A R- R+ E? E- E+ L H C CR",
                "bidding to decided": "N F",
                "from bidding": "S",
                "from told": "P AC AE",
            },
            "@ rejected": {"always": "A R- R+ E? E- E+ L H C CR", "bidding to decided": "N S F"},
            "@ desk-rejected": {"always": "A R- R+ E? E- E+ L H C CR"},
        }
    },
    "blind until the own review": {
        "submissions.AUTHORSHIP": {
            "@ draft": {"always": "A"},
            "@ registered withdrawn retracted closed": {"always": "A C CR"},
            "@ undecided rejected desk-rejected": {"always": "A R+ L H C CR"},
            "@ accepted": {"always": "A R+ L H C CR", "from told": "S P AC AE", "from released": ALL},
            "@ conditional": {"always": "A R+ L H C CR", "from told": "S P AC AE"},
        }
    },
    "never before the release": {
        "submissions.AUTHORSHIP": {
            "@ draft": {"always": "A"},
            "@ registered undecided rejected desk-rejected withdrawn retracted closed": {
                "always": "A",
                "from told": "CR",
            },
            "@ accepted": {"always": "A", "from told": "CR S P AC AE", "from released": ALL},
            "@ conditional": {"always": "A", "from told": "CR S P AC AE"},
        }
    },
    "open to members": {
        "submissions.DOCUMENT": {
            **without(MATRIX["submissions.DOCUMENT"], "paper supplement @ rejected desk-rejected"),
            "paper supplement @ undecided": {
                "always": "A R- R+ E- E+ L H C CR",
                "from reviewing": "N S F",
            },
            "paper @ accepted conditional": {
                "always": "A R- R+ E- E+ L H C CR",
                "from reviewing": "N S F",
                "from told": "AC AE",
            },
            "supplement @ accepted conditional": {
                "always": "A R- R+ E- E+ L H C CR",
                "from reviewing": "N S F",
            },
            "paper supplement @ rejected": {
                "always": "A C CR",
                "until released": "R- R+ E- E+ L H",
                "reviewing to decided": "N S F",
            },
            "paper supplement @ desk-rejected": {"always": "A C CR", "until released": "R- R+ E- E+ L H"},
        },
        "reviews.REVIEW": {
            f"R+ E+ ER X* @ {ACTIVE}": {"always": "R+ E+ L H C CR", "from response": "A N S F"},
            f"R+ E+ ER X* @ {ENDED}": {"always": "C CR", "from response": "A"},
        },
        "reviews.REVIEW_EXISTS": {
            **MATRIX["reviews.REVIEW_EXISTS"],
            f"R+ E+ ER X* @ {ACTIVE}": {"always": "R- R+ L H C CR", "from response": "A"},
        },
        "reviews.RESPONSE": {
            **MATRIX["reviews.RESPONSE"],
            "@ accepted conditional rejected desk-rejected": {
                "always": "A R+ L H C CR",
                "from response": "N S F",
            },
        },
        "reviews.THREAD": MATRIX["reviews.THREAD"],
        "reviews.REVIEWER_NAME": MATRIX["reviews.REVIEWER_NAME"],
    },
    "open to externals": {
        "reviews.THREAD": {
            **MATRIX["reviews.THREAD"],
            f"reviewers @ {ACTIVE}": {"always": "L H C CR", "from response": "R+ E+"},
        },
        "reviews.POSTER_NAME": MATRIX["reviews.POSTER_NAME"],
        "reviews.REVIEWER_NAME": MATRIX["reviews.REVIEWER_NAME"],
    },
    "closed": {
        "submissions.SUBMISSION": {
            "@ draft": {"always": "A"},
            "@ registered": {"always": "A H C CR"},
            "@ undecided rejected desk-rejected": {"always": "A R- R+ E? E- E+ L H C CR"},
            "@ accepted": {
                "always": "A R- R+ E? E- E+ L H C CR",
                "from told": "S P AC AE",
                "from released": ALL,
            },
            "@ conditional": {"always": "A R- R+ E? E- E+ L H C CR", "from told": "S P AC AE"},
            "@ withdrawn": {"always": "A R- R+ E? E- E+ L H C CR"},
            "@ retracted": {"always": "A R- R+ E? E- E+ L H C CR", "from told": "S"},
            "@ closed": {"always": "A C CR"},
        },
        "submissions.ABSTRACT": {
            "@ draft": {"always": "A"},
            "@ registered": {"always": "A H C CR"},
            "@ undecided rejected desk-rejected": {"always": "A R- R+ E? E- E+ L H C CR"},
            "@ accepted": {
                "always": "A R- R+ E? E- E+ L H C CR",
                "from told": "S P AC AE",
                "from released": ALL,
            },
            "@ conditional": {"always": "A R- R+ E? E- E+ L H C CR", "from told": "S P AC AE"},
            "@ withdrawn retracted closed": {"always": "A C CR"},
        },
        "submissions.DOCUMENT": {
            **MATRIX["submissions.DOCUMENT"],
            "paper supplement @ rejected desk-rejected": {
                "always": "A C CR",
                "until decided": "R- R+ E- E+ L H",
            },
        },
        "reviews.REVIEW": {
            f"R+ E+ ER X* @ {ACTIVE}": {"always": "R+ L H C CR", "from response": "A"},
            f"R+ E+ ER X* @ {ENDED}": {"always": "C CR", "from response": "A"},
        },
        "reviews.REVIEWER_NAME": {
            **MATRIX["reviews.REVIEWER_NAME"],
            f"X* @ {ACTIVE}": {"always": "X* L H C CR"},
            f"ER @ {ACTIVE}": {"always": "R- L H C CR"},
        },
        "committee.ASSIGNMENT": {
            **MATRIX["committee.ASSIGNMENT"],
            f"R- @ {ACTIVE}": {"always": "R- L H C CR"},
            f"X* @ {ACTIVE}": {"always": "L H C CR"},
        },
    },
}


def without_response(cells: Cells) -> Cells:
    """The same cells where authors have nothing to respond to: they read the reviews from the release on."""
    split: Cells = {}
    for place, line in cells.items():
        others = {words: who for words, who in line.items() if (words, who) != ("from response", "A")}
        kinds, _, papers = place.partition("@ ")
        for paper in papers.split():
            released = others != line and paper not in {"undecided", "withdrawn"}
            split[f"{kinds}@ {paper}"] = {**others, "from told": "A"} if released else others
    return split


CALENDARS: dict[str, tuple[WindowKind | ActKind, dict[str, Cells]]] = {
    "without a response": (
        WindowKind.RESPONSE,
        {
            thing: without_response(MATRIX[thing])
            for thing in ("reviews.REVIEW", "reviews.REVIEW_EXISTS", "reviews.ANSWER")
        },
    ),
    "with the list kept back": (
        ActKind.LIST_PUBLIC,
        {
            "submissions.OUTCOME": {
                **without(MATRIX["submissions.OUTCOME"], "@ accepted"),
                "@ accepted": {"always": "A R- R+ E- E+ L H C CR", "from told": "S P"},
            }
        },
    ),
}
"""Editions that never have this window or act, and what then is otherwise."""

NEVER_BY_A_RELATION: dict[str, tuple[tuple[str, str], ...]] = {
    "submissions.SUBMISSION": (("R- R+ E? E- S", "draft closed"),),
    "submissions.OUTCOME": (("R- R+ E- S", "draft closed"),),
    "reviews.DESK_REJECT": (("S AE", "undecided withdrawn desk-rejected"),),
}
"""(who, papers): never seen, even by somebody whose relation to the paper has outlived what gave it."""

TABLES: dict[str, Table[Any]] = {
    f"{module.__name__.partition('.')[0]}.{name}": table
    for module in MODULES
    for name, table in vars(module).items()
    if isinstance(table, Table) and not name.startswith("_")
}
OWN_TABLES = {  # a policies module may import a table of a floor below
    name: table
    for name, table in TABLES.items()
    if list(TABLES.values()).index(table) == list(TABLES).index(name)
}


def phases(words: str) -> set[str]:
    """`always`, `from X`, `until X` (X included), `X to Y` (both included)."""
    if words == "always":
        return set(PHASES)
    kind, _, name = words.partition(" ")
    if kind in {"from", "until"}:
        place = PHASES.index(name)
        return set(PHASES[place:] if kind == "from" else PHASES[: place + 1])
    first, last = words.split(" to ")
    return set(PHASES[PHASES.index(first) : PHASES.index(last) + 1])


def expected(cells: Cells) -> dict[Key, dict[str, set[str]]]:
    """The literal table, spelled out: row → subject → phases."""
    spelled: dict[Key, dict[str, set[str]]] = {}
    for place, line in cells.items():
        kinds, _, papers = place.partition("@")
        for paper in papers.split():
            for kind in kinds.split() or [""]:
                assert (kind, paper) not in spelled, f"{kind} @ {paper} is written twice"
                row = spelled.setdefault((kind, paper), {})
                for words, subjects in line.items():
                    for subject in subjects.split():
                        assert subject in SUBJECTS, subject
                        row.setdefault(subject, set()).update(phases(words))
    return spelled


def differences(found: dict[Key, dict[str, set[str]]], cells: Cells) -> list[str]:
    """What the policies show and the matrix does not, and the other way round, one line a subject and row."""
    wanted, lines = expected(cells), []
    unknown = sorted(set(wanted) - set(found))
    assert not unknown, f"the world has no such rows: {unknown}"
    for key in sorted(found):
        for subject in SUBJECTS:
            has, should = found[key].get(subject, set()), wanted.get(key, {}).get(subject, set())
            for words, which in (
                ("sees, but must not", has - should),
                ("must see, but does not", should - has),
            ):
                if which:
                    when = ", ".join(p for p in PHASES if p in which) if which < set(PHASES) else "all phases"
                    lines.append(f"{subject} {words}: {' of '.join(filter(None, key))} paper, in {when}")
    return lines


def hold(found: Seen, matrix: dict[str, Cells]) -> None:
    """Fail with every difference, in words."""
    lines = [
        f"{thing}: {line}" for thing, cells in matrix.items() for line in differences(found[thing], cells)
    ]
    if lines:
        pytest.fail("The policies are not what the matrix says:\n" + "\n".join(lines), pytrace=False)


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """One world for all tests of this module; it is gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Cast()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def seen(cast: Cast) -> Seen:
    return observe(cast, OWN_TABLES)


def test_every_table_of_the_policies_is_in_the_matrix():
    assert sorted(OWN_TABLES) == sorted(MATRIX)


@pytest.mark.parametrize("thing", MATRIX)
def test_policies_show_what_the_matrix_says(seen: Seen, thing: str):
    hold(seen, {thing: MATRIX[thing]})


@pytest.mark.parametrize("track", DAGGERS)
def test_tracks_widen_and_narrow_the_matrix_by_its_daggers_only(cast: Cast, track: str):
    row = cast.made.track
    for name, value in {"choices": {}, "blindness": Blindness.DOUBLE, **TRACKS[track]}.items():
        setattr(row, name, value)
    row.save()
    try:
        found = observe(cast, {thing: OWN_TABLES[thing] for thing in DAGGERS[track]})
    finally:
        row.choices, row.blindness = {}, Blindness.DOUBLE
        row.save()
    hold(found, DAGGERS[track])


@pytest.mark.parametrize("calendar", CALENDARS)
def test_a_calendar_that_lacks_something_changes_no_more_than_that(cast: Cast, calendar: str):
    absent, cells = CALENDARS[calendar]
    cast.without = (absent,)
    try:
        found = observe(cast, {thing: OWN_TABLES[thing] for thing in cells})
    finally:
        cast.without = ()
    hold(found, cells)


def tied_to_all(cast: Cast, subject: str) -> Viewer:
    """This subject, as though the relation held for every paper there is."""
    viewer, everything = cast.viewer(subject), frozenset(paper.pk for paper in cast.papers.values())
    outside = {Tie.AUTHORED, Tie.CONFLICTED, Tie.ARTIFACT_CONFLICTED, Tie.MEMBER, Tie.EVALUATOR}
    papers = {tie for tie in Tie if tie not in outside and viewer.tied(tie)}
    return replace(viewer, ties={**viewer.ties, **dict.fromkeys(papers, everything)})


@pytest.mark.parametrize("thing", NEVER_BY_A_RELATION)
def test_a_relation_that_outlived_its_cause_shows_nothing(cast: Cast, thing: str):
    for phase in PHASES:
        cast.move_to(phase)
        for subjects, papers in NEVER_BY_A_RELATION[thing]:
            for subject in subjects.split():
                table, viewer = OWN_TABLES[thing], tied_to_all(cast, subject)
                seen = cast.keys_of(table, cast.rows(table, table.where(viewer, cast.moment)))
                assert not {state for _, state in seen} & set(papers.split()), (subject, phase)


def test_there_is_something_to_hide_in_every_row(seen: Seen):
    """A matrix of empty tables would pass too."""
    empty = [thing for thing in MATRIX if not seen[thing]]
    assert empty == []
    unseen = {(thing, key) for thing in seen for key, who in seen[thing].items() if not who}
    nobody = {thing for thing, _ in unseen}
    assert nobody <= {
        "submissions.SUBMISSION", "submissions.DRAFT", "submissions.OUTCOME", "submissions.ABSTRACT",
        "submissions.LOGGED",
        "committee.CONFLICT", "committee.MY_CONFLICT", "committee.BID", "committee.PLAN_PAIR", "committee.HANDLING",
        "committee.ARRANGED", "committee.BIDDABLE", "reviews.DECIDABLE", "reviews.PRODUCED", "reviews.REVIEW",
        "reviews.REVIEW_EXISTS", "reviews.PROCEEDINGS_ENTRY",
    }  # fmt: skip


OF_A_CONFLICTED = {
    "submissions.SUBMISSION": "the title, from bidding on",
    "committee.MY_CONFLICT": "that one has a conflict",
}
OWN_TEXT = {"reviews.OWN_REVIEW", "reviews.ANSWER", "reviews.REVIEWER_NAME"}


@pytest.mark.parametrize("subject", ["XN", "XC", "X*"])
def test_a_conflict_leaves_the_title_the_own_row_and_what_is_public(seen: Seen, subject: str):
    allowed = set(OF_A_CONFLICTED) | (OWN_TEXT if subject == "X*" else set())
    public = {
        (thing, key, phase)
        for thing in seen
        for key, who in seen[thing].items()
        for phase in who.get("visitor", ())
    }
    learnt = {
        (thing, key, phase)
        for thing in seen
        for key, who in seen[thing].items()
        for phase in who.get(subject, ())
    }
    assert public <= learnt
    assert {thing for thing, _, _ in learnt - public} == allowed
    assert {key[0].partition("/")[0] for thing, key, _ in learnt - public if thing in OWN_TEXT} <= {"X*"}


def test_whoever_is_an_author_sees_no_more_by_any_office(cast: Cast):
    """A chair, reviewer, lead and evaluator who is an author of the paper sees it as its author alone."""
    author = cast.viewer("A")
    everything = cast.viewer("X*")
    both = type(author)(
        person_id=author.person_id,
        edition_id=author.edition_id,
        edition_slug=author.edition_slug,
        roles=everything.roles,
        ties={name: author.tied(name) | everything.tied(name) for name in {*author.ties, *everything.ties}},
    )
    for phase in PHASES:
        cast.move_to(phase)
        for thing, table in OWN_TABLES.items():
            if thing in OWN_TEXT | set(OF_A_CONFLICTED):
                continue
            mine = cast.rows(table, table.where(author, cast.moment))
            assert cast.rows(table, table.where(both, cast.moment)) == mine, (thing, phase)


def test_a_lead_who_also_reviews_waits_for_their_own_review(cast: Cast):
    cast.move_to("discussion")
    lead, pending = cast.viewer("L"), cast.viewer("R-")
    both = type(lead)(
        person_id=pending.person_id,
        edition_id=lead.edition_id,
        edition_slug=lead.edition_slug,
        ties={name: lead.tied(name) | pending.tied(name) for name in {*lead.ties, *pending.ties}},
    )
    for thing, table in OWN_TABLES.items():
        of_papers = Q(**{f"{table.path}__status" if table.path else "status": "complete"})
        rows = table.model._default_manager.filter(of_papers)
        as_both = set(rows.filter(table.where(both, cast.moment)).values_list("pk", flat=True))
        as_pending = set(rows.filter(table.where(pending, cast.moment)).values_list("pk", flat=True))
        assert as_both == as_pending, thing


@pytest.mark.parametrize("real", ["CR", "XC", "X*"])
def test_looking_as_somebody_else_shows_what_both_may_see(cast: Cast, real: str):
    for phase in ("discussion", "final"):
        cast.move_to(phase)
        for thing, table in OWN_TABLES.items():
            own = cast.rows(table, cast.where(table, real))
            for other in ("A", "R+", "AC", "CR", "visitor"):
                theirs = cast.rows(table, cast.where(table, other))
                looking = cast.viewer(real).as_seen_by(cast.viewer(other))
                both = cast.rows(table, table.where(looking, cast.moment))
                assert both == own & theirs, (thing, other, phase)


def test_what_is_not_seen_is_the_exact_rest_also_where_columns_are_empty(cast: Cast):
    """A negated condition treats NULL differently on two databases; nothing may fall between yes and no."""
    for phase in ("discussion", "final"):
        cast.move_to(phase)
        for thing, table in OWN_TABLES.items():
            everything = frozenset(table.model._default_manager.values_list("pk", flat=True))
            for subject in ("A", "N", "R+", "E+", "L", "P", "C", "AE"):
                condition = cast.where(table, subject)
                rest = cast.rows(table, ~condition)
                assert rest == everything - cast.rows(table, condition), (thing, subject, phase)


def test_a_hidden_outcome_is_no_outcome_in_a_filter_and_in_its_negation(cast: Cast):
    cast.move_to("released")
    policies = submissions.policies
    for subject, known in (("N", {"accepted"}), ("C", set(UNION_OF_OUTCOMES)), ("visitor", {"accepted"})):
        viewer, at = cast.viewer(subject), cast.moment
        shown = policies.OUTCOME.shown(viewer, at, F("outcome"), CharField(), hidden="")
        rows = policies.SUBMISSION.rows(viewer, at).annotate(shown_outcome=shown)
        titles = set(rows.values_list("title", flat=True))
        assert set(rows.exclude(shown_outcome="").values_list("shown_outcome", flat=True)) == known
        for outcome in UNION_OF_OUTCOMES:
            with_it = set(rows.filter(shown_outcome=outcome).values_list("title", flat=True))
            without = set(rows.exclude(shown_outcome=outcome).values_list("title", flat=True))
            assert with_it | without == titles
            assert bool(with_it) == (outcome in known)


UNION_OF_OUTCOMES = tuple(outcome.value for outcome in Outcome if outcome)


def test_rows_of_another_edition_are_never_seen(cast: Cast):
    """Whoever is chair and author elsewhere is a stranger here, and the other way round."""
    cast.move_to("discussion")
    assert Submission.objects.count() == len({pk for model, pk in cast.keys if model is Submission})
    for table in OWN_TABLES.values():
        rows: models.QuerySet[Any] = table.rows(cast.viewer("other"), cast.moment)
        assert not rows.exists(), table.thing
