#!/bin/bash
# Bring the site of this machine to the release of this checkout, without an interruption. Run it as root.
set -euo pipefail
release=$("$(dirname "$0")/install_release.sh")

# The new code checks the settings, writes a backup and migrates. The release before goes on running.
"$release/deploy/collective-brain.sh" upgrade || {
	rm --recursive "$release"
	exit 1
}
"$release/deploy/use_release.sh" "$release"

# Keep the three releases that ran last, to go back to them.
ls --directory --sort=time /srv/collective-brain/releases/* | tail --lines=+4 | xargs --no-run-if-empty rm --recursive
