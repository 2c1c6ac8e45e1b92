"""The production set-up of `make scale`, with the interface of `bench.served.sites.Site`."""

from pathlib import Path

from bench.served.site_shell import SiteShell
from bench.served.sites import ROOT
from deploy import scale


class ProductionSite(scale.Stack):
    """nginx with TLS, two servers of each kind and two workers, on PostgreSQL and Redis."""

    def __init__(self, folder: Path, **env: str) -> None:
        super().__init__(folder, front=0, **env)
        self._site_shell: SiteShell | None = None

    @property
    def port(self) -> int:
        return self.ports["front"]

    def shell(self, code: str) -> str:
        self._site_shell = self._site_shell or SiteShell(ROOT, self.env)
        return self._site_shell.run(code).strip()

    def stop(self) -> None:
        if self._site_shell:
            self._site_shell.close()
            self._site_shell = None
        super().stop()
