#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks that clang-format 14 would change no C file. usage: check-format.sh [ROOT]
set -eu
cd "${1:-.}"

# Debian's name of exactly that version first: others format a little differently.
for tool in clang-format-14 clang-format none; do
  command -v "$tool" >/dev/null && break
done
if [ "$tool" = none ] || ! "$tool" --version | grep -q 'version 14\.'; then
  echo "clang-format 14 is not installed: skipped" >&2
  exit 77
fi

files=$(find . \( -name '_build*' -o -name '.?*' \) -prune -o -name '*.[ch]' -print)
[ -n "$files" ] || { echo "no C files below $PWD" >&2; exit 1; }
# No name of ours has a space.
# shellcheck disable=SC2086
"$tool" --dry-run -Werror --style=file $files || { echo "run ./dev format" >&2; exit 1; }
echo "$(echo "$files" | wc -l) files are formatted"
