"""The nonces of one form: each refusal gives it the next, made of the last, so that its draft still knows it."""

import uuid
from itertools import accumulate

MOST = 20  # refusals of one form over which it is known


def after(nonce: str) -> str:
    """The one that a form has when it was refused with `nonce`, a UUID."""
    return str(uuid.uuid5(uuid.UUID(nonce), "refused"))


def since(nonce: str) -> list[str]:
    """`nonce`, and those that the form may have had since."""
    return list(accumulate([nonce] * MOST, lambda last, _: after(last))) if nonce else []
