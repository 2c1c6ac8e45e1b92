"""nginx of `make scale`: deploy/nginx.conf with other ports and folders, and a certificate."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

CONFIGURATION = Path(__file__).with_name("nginx.conf")
HOSTS = "DNS:localhost,IP:127.0.0.1"


def create_certificate(folder: Path) -> Path:
    """Create a certificate for this machine, with its key beside it; return its path."""
    certificate = folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-nodes", "-days", "30"]
    command += ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    command += ["-subj", "/CN=localhost", "-addext", f"subjectAltName={HOSTS}"]
    command += ["-keyout", str(folder / "key.pem"), "-out", str(certificate)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True)
    return certificate


def nginx_configuration(folder: Path, ports: Mapping[str, int], trusted_networks: str) -> str:
    """Return a whole configuration of nginx that keeps everything in `folder`.

    ports: "front" (HTTPS), "plain" (HTTP), "pages-0", "pages-1", "sockets-0" and "sockets-1".
    """
    temporary_folders = "".join(
        f"{kind}_temp_path {folder}/front-{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.getuid() == 0 else ""
    return (
        f"{user}daemon off;\npid {folder}/nginx.pid;\nerror_log stderr warn;\n"
        "worker_processes 1;\nevents { worker_connections 8192; }\n"
        f"http {{\naccess_log off;\n{temporary_folders}"
        f"{_site_configuration(folder, ports, trusted_networks)}\n}}\n"
    )


def _site_configuration(folder: Path, ports: Mapping[str, int], trusted_networks: str) -> str:
    """Return deploy/nginx.conf with the ports and folders of this stack."""
    text = CONFIGURATION.read_text()
    replacements = {
        "\tlisten [::]:80;\n": "",
        "\tlisten [::]:443 ssl http2;\n": "",
        "listen 80;": f"listen 127.0.0.1:{ports['plain']};",
        "listen 443 ": f"listen 127.0.0.1:{ports['front']} ",
        "127.0.0.1:8001 ": f"127.0.0.1:{ports['pages-0']} ",
        "127.0.0.1:8002 ": f"127.0.0.1:{ports['pages-1']} ",
        "127.0.0.1:8101 ": f"127.0.0.1:{ports['sockets-0']} ",
        "127.0.0.1:8102 ": f"127.0.0.1:{ports['sockets-1']} ",
        "/etc/ssl/collective-brain/": f"{folder}/",
        "/var/cache/": f"{folder}/",
        "# set_real_ip_from 10.0.0.0/8;": trusted_networks,
    }
    for old, new in replacements.items():
        assert old in text, f"{CONFIGURATION} does not contain {old!r}"
        text = text.replace(old, new)
    return text
