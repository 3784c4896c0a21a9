#!/bin/sh
# Makes the secrets of docker-compose.yml that are not there yet: to make one anew, delete its file first. The key stays with the data.
set -eu
cd "$(dirname "$0")/secrets"
# Nobody else may look into the directory. The files are readable, for containers are given them one by one and run as other users.
chmod 700 .
umask 022

make() { [ -s "$1" ] || openssl rand -hex 32 > "$1"; }
hash() { tr -d '\n' < "$1" | openssl dgst -sha256 -r | cut -d ' ' -f 1; }

for name in lifespan_key clickhouse_password analyst_password grafana_password; do make "$name"; done

# ClickHouse is given hashes alone.
cat > clickhouse_users.xml << END
<clickhouse><users>
<lifespan><password_sha256_hex>$(hash clickhouse_password)</password_sha256_hex></lifespan>
<analyst><password_sha256_hex>$(hash analyst_password)</password_sha256_hex></analyst>
</users></clickhouse>
END
