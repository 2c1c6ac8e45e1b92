"""The nonces of a form. Each refusal of a form replaces its nonce with the next one.

The next nonce is derived from the last one, so a draft that was saved under an earlier nonce
still belongs to the form.
"""

import uuid

MAX_NONCES = 20  # a draft is recognized after up to 19 refusals of its form


def next_nonce(nonce: str) -> str:
    """The nonce of a form that was refused with `nonce`, a UUID."""
    return str(uuid.uuid5(uuid.UUID(nonce), "refused"))


def possible_nonces(nonce: str) -> list[str]:
    """`nonce` and all nonces that its form may have had later."""
    if not nonce:
        return []
    nonces = [nonce]
    while len(nonces) < MAX_NONCES:
        nonces.append(next_nonce(nonces[-1]))
    return nonces
