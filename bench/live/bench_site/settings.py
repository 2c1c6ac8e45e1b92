"""The settings of the benchmarks, with the query counter and the URLs of the live benchmarks."""

from bench.settings import *  # noqa: F403
from bench.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.live.bench_site.apps.BenchSiteConfig"]
ROOT_URLCONF = "bench.live.bench_site.urls"
