"""Requests of providers that do not sign them: they send a secret by basic authentication."""

import json
from base64 import b64encode
from typing import Any

SECRET = "brain:a-long-secret-of-this-site"


def credentials(secret: str = SECRET) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Basic {b64encode(secret.encode()).decode()}"}


def of_postmark(report: dict[str, Any]) -> dict[str, Any]:
    return {"data": json.dumps(report), "content_type": "application/json"}


def of_sendgrid(*reports: dict[str, Any]) -> dict[str, Any]:
    return {"data": json.dumps(reports), "content_type": "application/json"}


def of_amazon(report: dict[str, Any]) -> dict[str, Any]:
    """SNS wraps what SES says, and names the type and the number in headers, too."""
    message = {"Type": "Notification", "MessageId": "1", "Message": json.dumps(report)}
    return {
        "data": json.dumps(message),
        "content_type": "text/plain",
        "HTTP_X_AMZ_SNS_MESSAGE_TYPE": "Notification",
        "HTTP_X_AMZ_SNS_MESSAGE_ID": "1",
    }
