"""A small DNS server on loopback that knows some records."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset

Records = dict[tuple[str, str], list[str]]  # by name and type
MOST_BYTES = 4096


@contextmanager
def serve(records: Records) -> Iterator[dns.resolver.Resolver]:
    """A resolver that asks this server only. A name with the record "silent" gets no answer."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=_answer_all, args=[server, records], daemon=True)
        thread.start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], server.getsockname()[1]
        yield resolver
        server.sendto(b"", server.getsockname())  # it ends the thread
        thread.join()


def _answer_all(server: socket.socket, records: Records) -> None:
    while True:
        data, client = server.recvfrom(MOST_BYTES)
        if not data:
            return
        if (answer := _answer(dns.message.from_wire(data), records)) is not None:
            server.sendto(answer.to_wire(), client)


def _answer(query: dns.message.Message, records: Records) -> dns.message.Message | None:
    [question] = query.question
    name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
    values = records.get((name, kind), [])
    if values == ["silent"]:
        return None
    answer = dns.message.make_response(query)
    answer.flags |= dns.flags.AA
    if values:
        answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *values))
    elif not any(known == name for known, _kind in records):
        answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer
