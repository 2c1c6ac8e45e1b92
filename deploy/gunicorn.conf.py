"""gunicorn serves pages: synchronous Django in a few threads of a few processes (decision 8)."""

import math
import multiprocessing
import os
from pathlib import Path

bind = os.environ.get("PAGES_BIND", "127.0.0.1:8001")
share_of_cores = multiprocessing.cpu_count() / int(os.environ.get("PAGES_SERVERS", "1"))
workers = int(os.environ.get("PAGES_WORKERS", math.ceil(share_of_cores)))
worker_class = "gthread"
threads = int(os.environ.get("HTTP_THREADS", "4"))
timeout = 30  # seconds without a heartbeat of a worker
graceful_timeout = 20  # seconds that a request may take after its worker was told to stop
# Seconds; longer than nginx keeps an idle connection. Otherwise nginx would use a closed one.
keepalive = 65
max_requests, max_requests_jitter = 20_000, 2_000  # limits what a leak in a library costs
limit_request_line = 8190
# In memory, because a slow disk must not look like a dead worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
# The folder of the socket would be in a home directory, which the site's user has not.
control_socket_disable = True
