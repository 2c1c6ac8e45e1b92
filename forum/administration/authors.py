"""Find the author of a text by its address: a closed account has nothing else to be found by."""

import re

from django.db.models import QuerySet

from accounts.models import Member
from collective_brain.web.numbers import MAX_KEY
from forum.chat.models import Message
from forum.topics.models import Post

# /topics/17/5, /topics/17/posts/5/, /topics/17/care-work/?page=2#post-5, and those of rooms
ADDRESS = re.compile(
    r"/(?P<kind>topics|rooms)/(?P<place>\d{1,19})/"
    r"(?:(?:posts/)?(?P<number>\d{1,9})(?![\w-])|\S*#(?:post|message)-(?P<anchor>\d{1,9}))"
)


def authors_at(typed: str) -> QuerySet[Member]:
    """The author of the text at this address; nobody if it is no address of a text."""
    match = ADDRESS.search(typed)
    if not match or int(match["place"]) > MAX_KEY:
        return Member.objects.none()
    number = int(match["number"] or match["anchor"])
    place = int(match["place"])
    if match["kind"] == "topics":
        posts = Post.objects.filter(topic=place, number=number)
        return Member.objects.filter(pk__in=posts.values("author"))
    messages = Message.objects.filter(room=place, number=number)
    return Member.objects.filter(pk__in=messages.values("author"))
