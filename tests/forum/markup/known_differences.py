"""The examples that a post shows differently from the specification, each with its reason.

The keys are the numbers of the examples.
"""

BLANK = "It shows nothing, so it is refused as blank."
RELATIVE = "The URL is relative to a page. Links may be http, https, mailto or a path of this site."
SCHEME = "The scheme is not allowed, so the link stays text."
EMPTY_URL = "The URL is empty, so the link stays text."

EMPTY_ALT = "An image is a link, and without words its text is its address."

COMMONMARK = (
    dict.fromkeys(
        (11, 43, 47, 50, 51, 52, 53, 54, 79, 98, 126, 129, 130, 144, 207, 239, 240, 284, 334, 487),
        BLANK,
    )
    | dict.fromkeys(
        (194, 195, 203, 204, 484, 492, 495, 496, 498, 499, 500, 502, 503, 504, 522), RELATIVE
    )
    | dict.fromkeys((517, 520, 531, 573, 576, 577, 578, 580), RELATIVE)
    | dict.fromkeys((200, 486), EMPTY_URL)
    | dict.fromkeys((596, 598, 599, 601), SCHEME)
    | {581: EMPTY_ALT}
)

TASK = "Task boxes are text characters, because readers would click on real boxes."
GFM = {
    17: "Most people write ~ for 'about', so only ~~ strikes through.",
    18: "The specification's tests show the single ~ as strikethrough.",
    20: "The example only says that nothing crashes; its expected HTML is empty.",
    23: "Footnote marks have brackets, so that they are easier to touch.",
    26: TASK,
    27: TASK,
    28: TASK,
}
