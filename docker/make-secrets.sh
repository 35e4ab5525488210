#!/bin/sh
# Once, before the first start: random passwords for compose.yaml, in ./docker/secrets. Never overwrites one.
set -eu
umask 077
cd "$(dirname "$0")"
mkdir -p secrets tls
make_secret() {
    [ -e "secrets/$1" ] || head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' > "secrets/$1"
}
for name in identity_superuser identity_role box_superuser box_role; do
    make_secret "$name"
done
[ -e secrets/database_url ] ||
    printf 'postgresql://partnet_identity:%s@db-identity/partnet' "$(cat secrets/identity_role)" > secrets/database_url
[ -e secrets/ballotbox_url ] ||
    printf 'postgresql://partnet_box:%s@db-box/ballotbox' "$(cat secrets/box_role)" > secrets/ballotbox_url
[ -e secrets/smtp_url ] || : > secrets/smtp_url
# Files mounted into the program's container are read there by uid 10001; the folder itself stays closed to others.
chmod 0644 secrets/*
chmod 0700 secrets
echo "Secrets are in docker/secrets. Write the mail server's address into docker/secrets/smtp_url,"
echo "and put fullchain.pem and privkey.pem into docker/tls, readable by uid 101."
