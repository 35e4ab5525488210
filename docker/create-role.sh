#!/bin/sh
# Run once by the database image: the database's owner, who migrates, and the role that serves; neither is a superuser.
set -eu
psql --username postgres --dbname postgres --no-psqlrc --set ON_ERROR_STOP=1 \
    --set role="$PARTNET_ROLE" --set database="$PARTNET_DATABASE" \
    --set owner="$PARTNET_OWNER" --set owner_password="$(cat "$PARTNET_OWNER_PASSWORD_FILE")" \
    --set password="$(cat "$PARTNET_ROLE_PASSWORD_FILE")" <<'SQL'
CREATE ROLE :"owner" LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
CREATE ROLE :"role" LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE :"database" OWNER :"owner";
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO :"role";
REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;
SQL
