"""The sentence above the topics that are similar to a topic that somebody starts."""

from django.utils.translation import ngettext


def similar_topics_sentence(count: int) -> str:
    """How many similar topics there are; "" for none."""
    sentence = ngettext(
        "There is %(count)d topic like yours. Perhaps your question has been answered there.",
        "There are %(count)d topics like yours. Perhaps your question has been answered there.",
        count,
    )
    return sentence % {"count": count} if count else ""
