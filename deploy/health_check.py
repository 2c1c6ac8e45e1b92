"""`python deploy/health_check.py PORT`: fail unless the process on this port answers /healthz."""

import sys
import urllib.request


def main() -> None:
    url = f"http://127.0.0.1:{int(sys.argv[1])}/healthz"
    with urllib.request.urlopen(url, timeout=4) as answer:
        sys.exit(answer.status != 200)


if __name__ == "__main__":
    main()
