"""allauth's way to sign in, and back: with the query that every page of a member begins with made once."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import Member
from collective_brain.database.compiled import Compiled

_member = Compiled(lambda pk: Member.objects.filter(pk=pk))


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> Any:
        """The member whose session it is; None when they are gone or not active."""
        found = next(iter(_member.objects(user_id)), None)
        return found if found and self.user_can_authenticate(found) else None
