#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the present schema a released one: keeps a database of it as a fixture and lists its steps.
#
# usage: release-schema.sh JIELID      the program, built from this source
set -euo pipefail
[ $# -eq 1 ] || { sed -n 's/^# usage/usage/p' "$0" >&2; exit 2; }
jielid=$(readlink -f "$1")
cd "$(dirname "$(readlink -f "$0")")/../.."

steps=(data/schema/[0-9][0-9][0-9][0-9]-*.sql)
last=$(basename "${steps[-1]}")
version=${last%%-*}
dump=tests/fixtures/schema/v$version.sql
list=data/schema/released.sha256
if grep -q "  $last\$" "$list"; then
  echo "$last is released already" >&2
  exit 1
fi

# Its private temporary folder goes with it, however it ends.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
JIELI_DATA_DIR=$PWD/data "$jielid" demo --data "$folder/data" --items 20 --seed 1
{
  echo "-- SPDX-License-Identifier: GPL-3.0-or-later"
  echo "-- Schema version $version with a demo city; made by tests/support/release-schema.sh."
  sqlite3 "$folder/data/jieli.db" .dump
  echo "PRAGMA user_version = $((10#$version));"
} >"$dump"

# Every step up to this one needs a database to come from; those that were released together share
# the way, and only the last of them ever was on a disk elsewhere.
for step in "${steps[@]}"; do
  name=$(basename "$step")
  grep -q "  $name\$" "$list" || (cd data/schema && sha256sum "$name") >>"$list"
done
echo "$dump"
