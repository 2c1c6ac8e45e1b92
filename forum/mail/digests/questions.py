"""Topics that nobody has answered, for those who read their language."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import translation

from accounts.models import Member
from forum.following.levels import Level
from forum.following.reading_state import with_reading_state
from forum.topics.filters import languages_of
from forum.topics.models import UNANSWERED, Topic, listed_topics_q

# A topic is asked about once: in the digest of the second morning after it.
WAITED = timedelta(days=1)


def unanswered_topics(
    member: Member, *, since: datetime, until: datetime, most: int
) -> list[Topic]:
    """Open topics of others without a reply, and questions without an accepted answer, which
    `member` has never opened.
    """
    with translation.override(member.language or settings.LANGUAGE_CODE):
        languages = languages_of(member)
    topics = Topic.objects.filter(
        listed_topics_q(member),
        created_at__gt=since - WAITED,
        created_at__lte=until - WAITED,
        closed_at=None,
        theme__archived_at=None,
        language__in=languages,
    )
    topics = topics.filter(Q(post_count=1, last_number=1) | UNANSWERED)
    topics = topics.exclude(author__in=[member.pk, *member.blocked_ids])
    unread = with_reading_state(topics, member).filter(my_last_read=0)
    unmuted = unread.exclude(my_level=Level.MUTED)
    return list(unmuted.select_related("theme").order_by("-created_at")[:most])
