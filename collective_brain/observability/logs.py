"""Structured logs: each line is one JSON object, with the id of its request."""

import json
import logging
from datetime import UTC, datetime

from collective_brain.web.request_ids import request_id


class RequestIdFilter(logging.Filter):
    """Set `request_id` on each record.

    Django logs a refused request after the request has ended. Its record carries the request.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get() or getattr(getattr(record, "request", None), "id", "")
        return True


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", ""),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
