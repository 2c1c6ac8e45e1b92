"""The pages of rooms and private conversations: each shows the numbers up to ?upto=N."""

from typing import Any


def page_upto(conversation: Any, upto: int, *, size: int) -> dict[str, Any]:
    """The context of the page that ends with the number `upto`. older, newer: addresses, or ""."""
    address, last = conversation.get_absolute_url(), conversation.last_number
    first = max(1, upto - size + 1)
    return {
        "first": first,
        "last": upto,
        "at_end": upto >= last,
        "older": f"{address}?upto={first - 1}" if first > 1 else "",
        "newer": f"{address}?upto={min(upto + size, last)}" if upto < last else "",
    }


def address_of_number(conversation: Any, number: int, *, size: int, noun: str) -> str:
    """The page with `number` in its middle, or with the last number. noun: of the anchor."""
    last = conversation.last_number
    number = max(1, min(number, last))
    upto = min(last, number + size // 2)
    query = "" if upto == last else f"?upto={upto}"
    return f"{conversation.get_absolute_url()}{query}#{noun}-{number}"
