"""Which pages an administrator may see as a member: one list, and everything else is refused.

So a new page is refused until somebody puts it here. Left out on purpose: private messages,
messages with facilitators, drafts, bookmarks, notifications, settings, e-mails, sessions, exports,
own files, decisions about the member, and all pages of facilitators and administrators.
"""

ALLOWED = frozenset(
    {
        *("pages:home", "pages:about", "pages:rules", "pages:privacy", "pages:versions"),
        *("pages:help", "pages:writing", "pages:markdown", "pages:following", "pages:chat"),
        *("pages:groups", "pages:offline", "pages:keyboard", "pages:screen_reader"),
        *("pages:moderating", "pages:numbers", "pages:directory", "pages:member", "pages:contact"),
        *("themes:list", "themes:choose", "topics:theme", "topics:latest", "topics:topic"),
        *("topics:by_number", "topics:post_at", "topics:post_at_slug", "topics:go"),
        *("topics:summary", "topics:post", "topics:post_slug"),
        *("chat:theme_room", "chat:topic_room", "chat:room", "chat:here"),
        *("chat:message", "chat:message_at"),
        *("search:search", "groups:list", "profile_pictures:picture"),
    }
)
# The administrator does these as themself.
OWN = frozenset({"seeing_as:end", "account_logout"})
READS = ("GET", "HEAD")


def may_see(view_name: str, method: str) -> bool:
    return method in READS and view_name in ALLOWED
