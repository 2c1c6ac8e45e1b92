"""Structured logs: one JSON object a line, each with the id of the request that it belongs to."""

import json
import logging
from datetime import UTC, datetime

from collective_brain.web.request_ids import request_id


class WithRequestId(logging.Filter):
    """What Django says of a refused request, it says after its end: that line brings the request along."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get() or getattr(getattr(record, "request", None), "id", "")
        return True


class Json(logging.Formatter):
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
