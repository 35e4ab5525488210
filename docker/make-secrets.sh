#!/bin/sh
# Once, before the first start: random passwords for compose.yaml, in ./docker/secrets. Never overwrites one.
set -eu
umask 077
cd "$(dirname "$0")"
mkdir -p secrets tls
make_secret() {
    [ -e "secrets/$1" ] || head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' > "secrets/$1"
}
for name in identity_superuser identity_owner identity_role box_superuser box_owner box_role; do
    make_secret "$name"
done
make_address() {
    [ -e "secrets/$1" ] || printf 'postgresql://%s:%s@%s' "$2" "$(cat "secrets/$3")" "$4" > "secrets/$1"
}
make_address database_url partnet_identity identity_role db-identity/partnet
make_address database_owner_url partnet_owner identity_owner db-identity/partnet
make_address ballotbox_url partnet_box box_role db-box/ballotbox
make_address ballotbox_owner_url ballotbox_owner box_owner db-box/ballotbox
[ -e secrets/smtp_url ] || : > secrets/smtp_url
# Files mounted into the program's container are read there by uid 10001; the folder itself stays closed to others.
chmod 0644 secrets/*
chmod 0700 secrets
echo "Secrets are in docker/secrets. Write the mail server's address into docker/secrets/smtp_url,"
echo "and put fullchain.pem and privkey.pem into docker/tls, readable by uid 101."
