"""The settings of the drills with the site's own limits; only writers, who are in a hurry here, have none."""

from bench.drills.drill_app.settings import *  # noqa: F403
from collective_brain.settings import LIMITS as OWN

LIMITS = OWN | {name: ["100000/minute"] for name in ("post", "message")}
