"""The authentication backend.

Every session stores the path `accounts.backend.Backend`. Renaming the module or the class signs
out all members.
"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import Member
from collective_brain.database.compiled import Compiled

_member_by_id = Compiled(lambda pk: Member.objects.filter(pk=pk))


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> Any:
        """The member of a session; None if the account does not exist or is not active."""
        member = next(iter(_member_by_id.objects(user_id)), None)
        return member if member and self.user_can_authenticate(member) else None
