"""The authentication backend: allauth's, with normal forms of passwords."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.credentials import password_forms


class Backend(AuthenticationBackend):
    """Every session stores the path of this class. Another path would sign all members out."""

    def _mitigate_timing_attack(self, password: str) -> None:
        """Take as long as for an account that exists; see Member.check_password."""
        for form in password_forms(password):
            super()._mitigate_timing_attack(form)
