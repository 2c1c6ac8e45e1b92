"""Read what a mail server found out about the sender of a mail: Authentication-Results (RFC 8601).

Anybody can write such a header, and a server may leave a false one in place. So the worst of the
results counts that have the name of the trusted server.
"""

import re
from collections.abc import Iterable

MOST_RESULTS = 30
COMMENT = re.compile(r"\([^()]{0,500}\)")
RESULT = re.compile(
    r"^\s*(?P<method>dmarc|spf|dkim|auth)\s*(?:/\s*1\s*)?=\s*(?P<result>[a-z]{1,20})\b"
)
SIGNED_BY = re.compile(
    r"\bheader\.(?:d|i)\s*=\s*\"?(?:[^@\s;\"]{0,64}@)?(?P<domain>[a-z0-9.-]{1,253})"
)


def is_forged(headers: Iterable[str], *, server: str, sender: str) -> bool:
    """Whether `server` found that the mail does not come from the domain of `sender`.

    headers: the values of Authentication-Results. It is also forged if the server has said nothing:
    then the mail did not pass it. DMARC decides; without its result, SPF and DKIM do.
    """
    results = [part for header in headers for part in _results_of(header.lower(), server.lower())]
    if not results:
        return True
    found = [(match["method"], match["result"], part) for part, match in _matches(results)]
    dmarc = {result for method, result, _part in found if method == "dmarc"}
    if dmarc & {"pass", "fail"}:
        return "fail" in dmarc
    failed = ("spf", "fail") in {(method, result) for method, result, _part in found}
    domain = sender.lower().rpartition("@")[2]
    return failed and not any(_is_signed_by(domain, *result) for result in found)


def _results_of(header: str, server: str) -> list[str]:
    """The results of a header of `server`; [] for one of another server."""
    name, *results = COMMENT.sub(" ", header[:4_000]).split(";")[:MOST_RESULTS]
    words = name.split()
    return results or ["none"] if words and words[0] == server else []


def _matches(results: list[str]) -> Iterable[tuple[str, re.Match[str]]]:
    for part in results:
        if match := RESULT.match(part):
            yield part, match


def _is_signed_by(domain: str, method: str, result: str, part: str) -> bool:
    """Whether a valid DKIM signature is of `domain` or of a domain above or below it."""
    if (method, result) != ("dkim", "pass"):
        return False
    signed = SIGNED_BY.search(part)
    if not signed or "." not in signed["domain"]:
        return False
    return domain == signed["domain"] or domain.endswith("." + signed["domain"])
