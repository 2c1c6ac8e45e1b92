#!/bin/sh
# Run manage.py as the site's user, with the settings of the site. deploy/README.md links it as `collective-brain`.
set -eu
cd "$(dirname "$(readlink --canonicalize "$0")")/.."
while IFS= read -r line; do
	case $line in [A-Z]*=*) export "$line" ;; esac
done < /etc/collective-brain.env
exec setpriv --reuid=collective-brain --regid=collective-brain --init-groups .venv/bin/python manage.py "$@"
