"""Topics like one that somebody is about to start; which they are, search says."""

from django.utils.translation import ngettext


def similar_topics_sentence(count: int) -> str:
    """What is said of so many similar topics; "" of none."""
    text = ngettext(
        "There is %(count)d topic like yours. Perhaps your question has been answered there.",
        "There are %(count)d topics like yours. Perhaps your question has been answered there.",
        count,
    )
    return text % {"count": count} if count else ""
