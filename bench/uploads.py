"""Measure the memory of a site while members upload photographs at once.

`python -m bench.uploads [--files 20] [--width 4800]` serves a new site on SQLite with one process,
uploads the photographs by the plain form, each by a member of their own, and prints megabytes: of
the process before and at its peak, and of the largest process that decoded a photograph. The goal
is a peak below 150 MB.
"""

import argparse
import http.client
import io
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

from bench.served.clients import Client, sign_in
from bench.served.sites import Site

BOUNDARY = "a-photograph"
EVERY = 0.02  # seconds between two looks at the processes


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--width", type=int, default=4800, help="pixels")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder), {})
        site.prepare(demo=False)
        site.start("--without-worker")
        try:
            measure(site, options.files, photograph(options.width))
        finally:
            site.close()


def measure(site: Site, files: int, content: bytes) -> None:
    assert site.process
    pid = site.process.pid
    clients = sign_in(site, *[{}] * files)
    upload(clients[0], b"%PDF-1.4\n%%EOF\n", "plan.pdf")  # the site has loaded everything then
    before = megabytes(pid, "VmRSS")
    Path(f"/proc/{pid}/clear_refs").write_text("5")  # VmHWM begins again
    watch = DecoderWatch(pid)
    with watch, ThreadPoolExecutor(files) as pool:
        began = time.monotonic()
        answers = list(pool.map(lambda client: upload(client, content, "photo.jpg"), clients))
        seconds = time.monotonic() - began
    statuses = {status: answers.count(status) for status in set(answers)}
    print(f"{files} photographs of {len(content) / 1e6:.1f} MB: {statuses}, {seconds:.1f} s")
    print(f"process before {before:.0f} MB, at its peak {megabytes(pid, 'VmHWM'):.0f} MB")
    print(f"largest decoder {max(watch.peaks, default=0):.0f} MB, at most {watch.most} at once")


def photograph(width: int) -> bytes:
    """Smooth with some noise, as a camera makes it."""
    noise = Image.effect_noise((width // 4, width * 3 // 16), 60).convert("RGB")
    file = io.BytesIO()
    noise.resize((width, width * 3 // 4)).save(file, "JPEG", quality=88)
    return file.getvalue()


def upload(client: Client, content: bytes, name: str) -> int:
    """The status of the answer to the plain form."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    headers = {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Cookie": f"sessionid={client.session}",
        "Origin": client.site.url,
        "Accept": "application/json",
    }
    connection = http.client.HTTPConnection("127.0.0.1", client.site.port, timeout=300)
    connection.request("POST", "/uploads/", body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


class DecoderWatch:
    """The memory of the processes that decode pictures, in MB. most: how many ran at once."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.peaks: list[float] = []
        self.most = 0

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._is_over.wait(EVERY):
            children = self._children()
            self.most = max(self.most, len(children))
            for child in children:
                try:
                    self.peaks.append(megabytes(int(child), "VmHWM"))
                except (OSError, IndexError):  # it has ended
                    continue

    def _children(self) -> list[str]:
        found: list[str] = []
        for path in Path(f"/proc/{self._pid}/task").glob("*/children"):
            try:
                found += path.read_text().split()
            except OSError:
                continue
        return found


def megabytes(pid: int, name: str) -> float:
    text = Path(f"/proc/{pid}/status").read_text()
    return int(text.partition(f"{name}:")[2].split()[0]) / 1000


if __name__ == "__main__":
    main()
