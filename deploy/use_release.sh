#!/bin/bash
# Run a release that is installed on this machine, without an interruption: use_release.sh FOLDER. Run it as root.
# To go back: use_release.sh /srv/collective-brain/before
set -euo pipefail
site=/srv/collective-brain
release=$(realpath "$1")
running=$(realpath "$site/current")

# Its static files, beside those of other releases, which open pages still use.
"$release/deploy/collective-brain.sh" prepare --only-files

# Each link changes in one step. Running processes keep the folder in which they were started.
lead() {
	ln --symbolic --force --no-target-directory "$2" "$site/next"
	mv --no-target-directory "$site/next" "$site/$1"
}
[ "$release" = "$running" ] || lead before "$running"
lead current "$release"
touch "$release"
cp "$release"/deploy/systemd/* /etc/systemd/system/
systemctl daemon-reload

# One server after the other: nginx sends requests to the other one, tabs connect to it and catch up.
for server in pages@01:8001 pages@02:8002 sockets@01:8101 sockets@02:8102; do
	systemctl restart "collective-brain-${server%:*}"
	curl --silent --show-error --fail --retry 60 --retry-delay 1 --retry-all-errors "http://127.0.0.1:${server#*:}/readyz" || {
		echo "collective-brain-${server%:*} does not get ready, and the servers after it still run the release before. See \`journalctl -u collective-brain-${server%:*}\`. To go back: $running/deploy/use_release.sh $running" >&2
		exit 1
	}
done
# Workers leave their task to the next one.
systemctl restart 'collective-brain-worker@*'
systemctl restart collective-brain-mail
echo "The site runs $release."
