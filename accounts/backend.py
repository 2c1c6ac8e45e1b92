"""The authentication backend: allauth's, under a path of this site."""

from allauth.account.auth_backends import AuthenticationBackend


class Backend(AuthenticationBackend):
    """Every session stores the path of this class. Another path would sign all members out."""
