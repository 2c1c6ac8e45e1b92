"""How members sign in: allauth's backend, under a path of ours."""

from allauth.account.auth_backends import AuthenticationBackend


class Backend(AuthenticationBackend):
    """Every session stores the path of this class. Another path would sign everybody out."""
