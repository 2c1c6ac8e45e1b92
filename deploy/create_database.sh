#!/bin/sh
# The image of PostgreSQL runs this once, when its volume is empty. The site's user owns one database and is no superuser.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'END'
\getenv password DATABASE_PASSWORD
CREATE ROLE collective_brain LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE collective_brain OWNER collective_brain;
REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;
END
