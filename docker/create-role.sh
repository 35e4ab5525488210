#!/bin/sh
# Run once by the database image: the program's own role, without superuser rights, owner of its one database.
set -eu
psql --username postgres --dbname postgres --no-psqlrc --set ON_ERROR_STOP=1 \
    --set role="$PARTNET_ROLE" --set database="$PARTNET_DATABASE" \
    --set password="$(cat "$PARTNET_ROLE_PASSWORD_FILE")" <<'SQL'
CREATE ROLE :"role" LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE :"database" OWNER :"role";
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;
SQL
