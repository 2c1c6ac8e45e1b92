"""The one form in which passwords are hashed and e-mail addresses are stored.

Keyboards and browsers write the same text in several Unicode forms. Without one form, a member
could not sign in from another device, and one mailbox could have two accounts.
"""

import unicodedata

import idna


def normal_password(password: str) -> str:
    """`password` as RFC 8265 (OpaqueString) prepares it: NFC, with ASCII spaces.

    Capitals and all other differences stay.
    """
    spaces_replaced = (" " if unicodedata.category(char) == "Zs" else char for char in password)
    return unicodedata.normalize("NFC", "".join(spaces_replaced))


def password_forms(password: str) -> list[str]:
    """The forms that a stored hash can be of, the usual one first.

    Before there was normal_password, the site hashed a password as the device had sent it.
    """
    decomposed = unicodedata.normalize("NFD", password)
    return list(dict.fromkeys([normal_password(password), password, decomposed]))


def normal_email(email: str) -> str:
    """`email` in lower case, with its domain in ASCII (IDNA 2008): ana@xn--bcher-kva.example.

    An address without a valid domain stays as it is; the form refuses it.
    """
    name, at, domain = unicodedata.normalize("NFC", email.strip()).lower().rpartition("@")
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode("ascii")
        except idna.IDNAError:
            return f"{name}{at}{domain}"
    return f"{name}{at}{domain}"
