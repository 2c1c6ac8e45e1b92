"""The examples whose text our pipeline shows differently from the specification, each with its reason."""

EMPTY = "It shows nothing, so it is refused as empty."
RELATIVE = (
    "The address is relative to a page: not on the list (http, https, mailto, a path of this site)."
)
SCHEME = "The scheme is not on the list, so the link stays as written."
EMPTY_ADDRESS = "The link leads nowhere, so it stays as written."

COMMONMARK = (
    dict.fromkeys(
        (11, 43, 47, 50, 51, 52, 53, 54, 79, 98, 126, 129, 130, 144, 207, 239, 240, 284, 334, 487),
        EMPTY,
    )
    | dict.fromkeys(
        (194, 195, 203, 204, 484, 492, 495, 496, 498, 499, 500, 502, 503, 504, 522), RELATIVE
    )
    | dict.fromkeys((517, 520, 531, 573, 576, 577, 578, 580), RELATIVE)
    | dict.fromkeys((200, 486), EMPTY_ADDRESS)
    | dict.fromkeys((596, 598, 599, 601), SCHEME)
)

TASK = "Task boxes are text marks: a form's box in a post would ask to be ticked."
GFM = {
    17: "One ~ is 'about' for most who write; only two strike through.",
    18: "The specification's tests show the single ~ as strikethrough.",
    20: "The example only says that nothing crashes; its expected HTML is empty.",
    23: "Footnote marks stand in brackets, so that they are easier to hit.",
    26: TASK,
    27: TASK,
    28: TASK,
}
