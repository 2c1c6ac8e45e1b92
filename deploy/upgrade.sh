#!/bin/sh
# Bring the site of this machine to the release of this checkout, without an interruption. Run it as root.
# --code-only: only code, packages and files, to go back to the release before.
set -eu
cd "$(dirname "$0")/.."
git archive HEAD | tar --extract --directory=/srv/collective-brain
cd /srv/collective-brain
.venv/bin/pip install --quiet --no-deps --require-hashes --requirement requirements.txt

# Static files and translations. The files of the release before stay in VAR_DIR, for pages that are open.
SECRET_KEY=build VAR_DIR="$PWD/build" .venv/bin/python manage.py prepare --only-files
rm --recursive --force assets
mv build/static assets
rm --recursive build

# Settings, backup, tables. Running processes keep the code of the release before.
[ "${1:-}" = --code-only ] || collective-brain upgrade

# New processes take the requests while the old ones finish theirs. Then one socket server after the
# other: tabs connect to the other one, and catch up. Workers leave their task to the next one.
systemctl reload collective-brain-pages
for number in 01 02; do
	systemctl restart "collective-brain-sockets@$number"
	until curl --silent --fail "http://127.0.0.1:81$number/readyz"; do sleep 1; done
done
systemctl restart 'collective-brain-worker@*'
echo "The site runs the new release."
