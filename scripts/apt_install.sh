#!/usr/bin/env bash
# Install the named Debian packages when this user may; otherwise fail and leave the talking
# to the caller.
set -euo pipefail

command -v apt-get >/dev/null 2>&1 || exit 1
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true >/dev/null 2>&1 || exit 1
    as_root=(sudo -n)
fi
install() {
    "${as_root[@]+"${as_root[@]}"}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}
echo "apt-get install $*" >&2
# The lists may be empty or old: fetch them only when the first try fails.
install "$@" 2>/dev/null && exit 0
"${as_root[@]+"${as_root[@]}"}" apt-get update -qq </dev/null >/dev/null
install "$@"
