"""Whether the words of a quotation stand, or stood, in the post that it names (decision 58)."""

from forum import markup
from forum.topics.models import Post, Revision

# What one text may cost: about 0.1 s.
MAX_QUOTATIONS = 20
MAX_REVISIONS = 10  # of each quoted post, the newest
MAX_CHARACTERS = 500_000  # of all texts that are read
# A shorter piece of an earlier text is not checked: it would let people guess that text by words.
MIN_WORDS_OF_EARLIER_TEXT = 5


class QuotationChecker:
    """Answers for the quotations of one text, for `is_genuine` of markup.render_post.

    Only what everybody may read counts, so that no answer tells what a hidden post says.
    """

    def __init__(self) -> None:
        self.quotations_left = MAX_QUOTATIONS
        self.characters_left = MAX_CHARACTERS

    def __call__(self, quoted: markup.QuotedText) -> bool:
        self.quotations_left -= 1
        if self.quotations_left < 0:
            return False
        topic_id, number = quoted.post
        public = Post.objects.public().values_list("pk", "source", "author__handle")
        row = public.filter(topic=topic_id, number=number).first()
        row = row or public.moved_from(topic_id, number).first()  # type: ignore[attr-defined]
        pk, source, username = row or (0, "", None)
        if not username or username.lower() != quoted.username.lower():
            return False
        if self._contains_within_budget(source, quoted.words):
            return True
        return quoted.words.count(" ") + 1 >= MIN_WORDS_OF_EARLIER_TEXT and any(
            self._contains_within_budget(earlier, quoted.words) for earlier in _earlier_texts(pk)
        )

    def _contains_within_budget(self, source: str, words: str) -> bool:
        self.characters_left -= len(source)
        if self.characters_left < 0:
            return False
        return markup.contains_words(markup.comparable_words(source), words)


def _earlier_texts(post_id: int) -> list[str]:
    shown = Revision.objects.filter(post=post_id, hidden_at=None).order_by("-pk")
    return list(shown.values_list("source", flat=True)[:MAX_REVISIONS])
