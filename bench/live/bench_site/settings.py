"""The settings of the bench, and the site's own addresses and counts for it."""

from bench.settings import *  # noqa: F403
from bench.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.live.bench_site.apps.BenchSiteConfig"]
ROOT_URLCONF = "bench.live.bench_site.urls"
