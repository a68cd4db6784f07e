#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks what is installed beside the programs with the tools of those who read it.
# usage: check-installed.sh BUILD-DATA-DIR SOCKET-UNIT JIELID
set -eu
data=$1
socket=$2
jielid=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

if [ -f "$data/cn.jieli.Jieli.desktop" ]; then
  desktop-file-validate "$data/cn.jieli.Jieli.desktop"
  appstreamcli validate --no-net "$data/cn.jieli.Jieli.metainfo.xml"
fi

# All that the service needs is where it is installed, and not only where it is built.
DESTDIR=$folder/root meson install -C "$(dirname "$data")" --no-rebuild --quiet
rules=$(find "$folder/root" -path '*/share/jieli/rules' -type d)
JIELI_DATA_DIR=$(dirname "$rules") "$jielid" demo --data "$folder/demo" --items 2 >/dev/null
test -f "$(dirname "$rules")/web/index.html"

# systemd asks that the program is there, which is so only once it is installed.
for unit in jielid jielid-backup jielid-keys-backup; do
  sed "s|^ExecStart=[^ ]*|ExecStart=$jielid|" "$data/$unit.service" >"$folder/$unit.service"
done
cp "$socket" "$folder/jielid.socket"
cp "$(dirname "$socket")/jielid-backup.timer" "$folder"
if command -v systemd-analyze >/dev/null; then
  systemd-analyze verify --man=no "$folder/jielid.service" "$folder/jielid.socket" \
    "$folder/jielid-backup.service" "$folder/jielid-backup.timer" \
    "$folder/jielid-keys-backup.service"
  # 0 is sealed off, 10 is open to everything.
  systemd-analyze security --offline=true --threshold=20 "$folder/jielid.service"
  systemd-analyze security --offline=true --threshold=10 "$folder/jielid-backup.service"
  systemd-analyze security --offline=true --threshold=10 "$folder/jielid-keys-backup.service"
else
  echo "systemd-analyze is not installed: units are not checked"
fi
