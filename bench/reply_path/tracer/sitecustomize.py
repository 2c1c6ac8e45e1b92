"""Record which functions and templates a server runs for a reply. Python imports this at start-up.

They are those that run inside a request to /reply/, and those of forum/live, which runs in the
event loop. REPLY_PATH_REPORT names the report. SIGUSR1 forgets what was recorded, SIGUSR2 writes
the report.
"""

import json
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = f"{Path(__file__).resolve().parents[3]}/"
LIVE = "/forum/live/"
WSGI_HANDLER = "django/core/handlers/wsgi.py"
TEMPLATE_RENDER = "django/template/base.py"

request = threading.local()  # is_reply: whether this thread answers a request to /reply/
functions: set[tuple[str, int, str]] = set()  # file, first line, name
templates: set[str] = set()


def record(frame: FrameType, event: str, _argument: Any) -> None:
    code = frame.f_code
    if code.co_name == "__call__" and code.co_filename.endswith(WSGI_HANDLER):
        path = frame.f_locals["environ"]["PATH_INFO"]
        request.is_reply = event == "call" and path.endswith("/reply/")
    is_on_the_way = getattr(request, "is_reply", False) or LIVE in code.co_filename
    if event != "call" or not is_on_the_way:
        return
    if code.co_filename.startswith(ROOT) and code.co_name != "<module>":
        functions.add((code.co_filename, code.co_firstlineno, code.co_name))
    elif code.co_name == "_render" and code.co_filename.endswith(TEMPLATE_RENDER):
        templates.add(frame.f_locals["self"].origin.name)


def clear_records(_number: int, _frame: FrameType | None) -> None:
    functions.clear()
    templates.clear()


def write_report(_number: int, _frame: FrameType | None) -> None:
    report = Path(os.environ["REPLY_PATH_REPORT"])
    part = report.with_suffix(".part")
    part.write_text(json.dumps({"functions": sorted(functions), "templates": sorted(templates)}))
    part.replace(report)


if "REPLY_PATH_REPORT" in os.environ and "serve" in sys.argv:
    signal.signal(signal.SIGUSR1, clear_records)
    signal.signal(signal.SIGUSR2, write_report)
    threading.setprofile(record)
    sys.setprofile(record)
