"""What is in the digest of a member, found when it is sent, by the rules of the pages.

A post is in it if its kind comes in this digest, it was written since the digest before, and the
member has not read it and did not get it in another mail.
"""

from datetime import date
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Q

from accounts.models import Member
from forum.contributions.models import REMOVED
from forum.enquiries.models import Enquiry
from forum.mail.digests.news import NewPost, Request, find_news
from forum.mail.digests.questions import unanswered_topics
from forum.mail.digests.windows import Windows, windows_of
from forum.mail.kinds import MailKind
from forum.mail.preferences import MailSettings, PlaceChoice
from forum.notifications.models import Notification
from forum.topics.models import Post

MAX_TOPICS = 8  # with their first words; the site has the others
MAX_QUESTIONS = 5
MOST_CONVERSATIONS = 100  # that one digest counts
HTML_READ = 4_000  # characters


class News(NamedTuple):
    """What is new in one topic. post: the one to show, with its text. post_count: the new posts."""

    topic: Any
    post: Post
    kind: MailKind
    post_count: int


class Digest(NamedTuple):
    """left_out: topics with something new that are not in `news`.

    enquiries: conversations with facilitators in which a message is new. private_conversations: how
    many have a new note. A digest does not say more of them.
    """

    day: date
    news: list[News]
    left_out: int
    questions: list[News]
    enquiries: list[Enquiry]
    private_conversations: int = 0


def find_contents(member: Member, days: list[int], choices: MailSettings) -> Digest | None:
    """days: of the rows of the mail, as ordinals. None if there is nothing to send."""
    day = date.fromordinal(max(days))
    return find_between(member, day, windows_of(member, days, choices), choices)


def find_between(
    member: Member, day: date, windows: Windows, choices: MailSettings
) -> Digest | None:
    request = Request(member, choices, PlaceChoice.objects.of(member.pk), windows)
    found = find_news(request)
    news = _load_texts(found[:MAX_TOPICS])
    listed = {posts[0].topic.pk for posts in found}
    questions = _load_texts(_find_questions(request, listed))
    enquiries = _find_enquiries(request)
    private_conversations = _count_private_conversations(request)
    if not (news or questions or enquiries or private_conversations):
        return None
    left_out = max(0, len(found) - MAX_TOPICS)
    return Digest(day, news, left_out, questions, enquiries, private_conversations)


def _find_questions(request: Request, listed: set[int]) -> list[list[NewPost]]:
    when = request.choices.when(MailKind.QUESTION)
    if when not in request.windows.starts:
        return []
    topics = unanswered_topics(
        request.member,
        since=request.windows.starts[when],
        until=request.windows.until,
        most=MAX_QUESTIONS + len(listed),
    )
    others = [topic for topic in topics if topic.pk not in listed]
    return [[NewPost(topic, 1, MailKind.QUESTION)] for topic in others[:MAX_QUESTIONS]]


def _find_enquiries(request: Request) -> list[Enquiry]:
    """Those with an unread message of this digest, unless it came in a mail of its own."""
    unread = Notification.objects.unread_by(request.member).filter(enquiry__isnull=False)
    rows = unread.values_list("enquiry", "created_at").order_by("-pk")[:MAX_QUESTIONS]
    keys = [key for key, moment in rows if request.is_due_for([MailKind.MESSAGE], moment)]
    visible = Enquiry.objects.visible_to(request.member).filter(pk__in=keys) if keys else []
    return list(visible)


def _count_private_conversations(request: Request) -> int:
    """Those with an unread notification of this digest, unless it came in a mail of its own."""
    member = request.member
    unread = Notification.objects.unread_by(member).filter(private_conversation__isnull=False)
    rows = unread.without_closed_conversations(member).order_by("-pk")
    moments = rows.values_list("private_conversation", "created_at")[:MOST_CONVERSATIONS]
    return len({key for key, moment in moments if request.is_due_for([MailKind.NOTE], moment)})


def _load_texts(found: list[list[NewPost]]) -> list[News]:
    """With one query for the texts, in the order of the themes."""
    if not found:
        return []
    keys = [Q(topic=posts[0].topic.pk, number=posts[0].number) for posts in found]
    stored = Post.objects.filter(reduce(or_, keys)).exclude(REMOVED).select_related("author")
    post_by_topic = {post.topic_id: post for post in stored.with_body(first=HTML_READ)}
    news = []
    for posts in found:
        topic = posts[0].topic
        if post := post_by_topic.get(topic.pk):
            post.topic = topic
            news.append(News(topic, post, posts[0].kind, len(posts)))
    return sorted(news, key=lambda each: (each.topic.theme.order, each.topic.theme_id))
