"""The virus scanner sees a file before anybody else. A small server speaks its protocol."""

import socketserver
import struct
import threading

import pytest

from collective_brain.errors import Refused
from forum.uploads import quarantine
from forum.uploads.models import State, Upload
from tests import factories as make
from tests.forum.uploads import files

pytestmark = pytest.mark.django_db(transaction=True)

VIRUS = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


class Scanner(socketserver.BaseRequestHandler):
    def handle(self):
        assert self._read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self._read(4))[0]:
            content += self._read(size)
        found = b"stream: Eicar FOUND\0" if VIRUS in content else b"stream: OK\0"
        self.request.sendall(found)

    def _read(self, size: int) -> bytes:
        content = b""
        while len(content) < size:
            content += self.request.recv(size - len(content))
        return content


@pytest.fixture
def scanner():
    """The address of a scanner."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Scanner) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_an_infected_file_is_refused_and_a_clean_one_stored(scanner, settings):
    settings.CLAMAV_ADDRESS = scanner

    with pytest.raises(Refused, match="something dangerous"):
        make.upload(content=files.pdf(VIRUS.decode()))

    assert make.upload(content=files.pdf("x" * 200_000)).state == State.READY


def test_a_file_waits_while_the_scanner_is_away(client, scanner, settings, stored_files):
    settings.CLAMAV_ADDRESS = "127.0.0.1:1"
    ana = make.member()
    clean = make.upload(ana, files.pdf())
    infected = make.upload(ana, files.pdf(VIRUS.decode()))
    make.topic(ana, source=clean.markdown + infected.markdown)
    quarantine.scan_waiting_files()
    assert client.get(clean.url).status_code == 404

    settings.CLAMAV_ADDRESS = scanner
    for _repeat in range(2):
        quarantine.scan_waiting_files()

    assert client.get(clean.url).status_code == 200
    assert client.get(infected.url).status_code == 404
    assert Upload.objects.get(pk=infected.pk).state == State.REFUSED
    assert not (stored_files / infected.file).exists()
    client.force_login(ana)
    assert "nobody can see it" in client.get(infected.get_absolute_url()).content.decode()
