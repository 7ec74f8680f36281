"""The letter that tells everybody who took part when confidential data goes."""

from sysml.conference.letters import COMMON, Kind, register

ERASURE_ANNOUNCED = register(
    Kind(
        "erasure-announced",
        "To everybody who took part, when the day is set on which confidential data is erased",
        "Confidential data is erased on {{day}}",
        "Dear {{name}},\n\non {{day}} the chairs of {{edition}} will erase what is confidential: reviews, discussions, "
        "bids, conflicts, letters, and the files of papers that were not accepted. What is public stays, with accepted "
        "papers.\n\nWhat you want to keep of your own, such as your reviews or the reviews of your papers, you find "
        "here until then:\n\n  {{link}}\n\n",
        (*COMMON, "day"),
    )
)
