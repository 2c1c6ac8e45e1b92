#!/bin/bash
# Put the release of this checkout, its packages and its files into a new folder, and print the folder. It does not run yet.
set -euo pipefail
cd "$(dirname "$0")/.."
release=/srv/collective-brain/releases/$(date +%Y-%m-%d-%H%M%S)-$(git describe --tags --always)
running=/srv/collective-brain/current
mkdir --parents "$release"
trap 'rm --recursive --force "$release"' EXIT # half a release must not stay
git archive HEAD | tar --extract --directory="$release"
cd "$release"

# Hard links to the packages of the running release save time and space, if the pins and Python are the same.
if cmp --silent deploy/requirements.txt "$running/deploy/requirements.txt" && "$running/.venv/bin/python" -c 'import django'; then
	cp --archive --link "$running/.venv" .venv
else
	python3 -m venv .venv
	.venv/bin/python -m pip install --quiet --no-deps --require-hashes --requirement deploy/requirements.txt >&2
fi

# Translations, and static files in the folder `assets`.
SECRET_KEY=build VAR_DIR="$release/build" .venv/bin/python manage.py prepare --only-files >&2
mv build/static assets
rm --recursive build
trap - EXIT
echo "$release"
