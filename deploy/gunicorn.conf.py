"""The HTTP door (decision 8): whole synchronous Django in a few threads of a few processes."""

import multiprocessing
import os
from pathlib import Path

bind = os.environ.get("PAGES_BIND", "127.0.0.1:8001")
workers = int(os.environ.get("PAGES_WORKERS", multiprocessing.cpu_count()))
worker_class = "gthread"
threads = int(os.environ.get("HTTP_THREADS", "4"))
timeout = 30  # seconds without a sign of life of a worker
graceful_timeout = 20  # seconds that a request may take while its worker is told to go
keepalive = (
    65  # seconds; longer than nginx keeps an idle connection, or it would send into a closed one
)
max_requests, max_requests_jitter = 20_000, 2_000  # a leak of a library never grows for ever
limit_request_line = 8190
worker_tmp_dir = (
    "/dev/shm" if Path("/dev/shm").is_dir() else None
)  # a slow disk must not look like a dead worker
