"""The settings of the drills with the rate limits of the site, but without those of writing."""

from bench.drills.drill_app.settings import *  # noqa: F403
from collective_brain.settings import LIMITS as SITE_LIMITS

WRITING = ("request", "visitor_request", "post", "message")
LIMITS = SITE_LIMITS | {name: ["100000/minute"] for name in WRITING}
