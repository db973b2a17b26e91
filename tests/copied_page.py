"""A page as one gets it by copying: breadcrumb and headline in one line, the headline again, a caption glued to a
paragraph, the writer's box at the end. The real one lies beside the repository and is not for publication."""

from __future__ import annotations

from pathlib import Path

REAL_PAGE = Path(__file__).resolve().parents[2] / "shared" / "input" / "kremlin-story.txt"

HEADLINE = "Harbour Master Never Closed the North Pier, Port of Quay Says"
PARAGRAPHS = (
    "Harbour master Tam Roe did not close the north pier last Friday, as skippers were told, the Port of Quay says.",
    "Several crews had said that they were turned away on account of his “endless” repairs.",
    "Later, a notice on the skippers’ own board thanked Tam Roe for “opening the gate” to them.",
    "However, the port’s clerk Una Vale said that no gate had been opened by anyone – and that the notice was a joke.",
    "The skippers’ board added: “We look forward to meeting the master on the pier to talk about ladders.”",
    "A deckhand said that the notice had been up for an hour.",
    "But Una Vale told visitors that talk of an open gate was “not so”.",
    "“I do not know who wrote to them but the master did not,” she said.",
    "“I do not know [who was there] but nobody from the port was, and we had no letter about it.”",
    "Una Vale added: “If the master gets such a letter, he is glad to talk about any… ladder, any rope. He is ready.”",
    "The port has been laughed at for its ladders.",
    "A report by the coast watch in 2019 said that the port was slow to mend what the winter broke.",
    "During a visit last week, the skippers owned that they did not think they would meet Tam Roe.",
    "“It’s a long way up. He may smile behind the door when we are gone, but at least we can say that we climbed.”",
)
CAPTION = "Tam Roe and the skippers at the north pier"
BIO = (
    "Orla is the eye and the ear of the crew. She loves boats and all that goes with them. As Orla says, a good knot "
    "and a dry coat make people better. She is good at whittling and at weather. Mending nets is her favourite pastime."
)
OWN_PAGE = "\n\n".join(
    [f"Home Seafaring {HEADLINE}", HEADLINE, *PARAGRAPHS[:3], PARAGRAPHS[3] + CAPTION, *PARAGRAPHS[4:], BIO]
)
