#!/usr/bin/env bash
# Prints the path of an nginx that runs; everything else it says goes to standard error.
# Where there is none, Debian's package is fetched and unpacked into .tools, not installed: that
# would start a server on this machine. Without one it ends with 1 under CI=true, else with 3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
unpacked="$PWD/.tools/nginx"

find_nginx() {
    local path
    for path in "${NGINX:-}" "$(command -v nginx || true)" /usr/sbin/nginx "$unpacked/usr/sbin/nginx"; do
        if [ -n "$path" ] && [ -x "$path" ] && "$path" -v >/dev/null 2>&1; then
            echo "$path"
            return 0
        fi
    done
    return 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

fetch() {
    local package="$1" folder
    folder="$(mktemp -d)"
    (cd "$folder" && apt-get download -qq "$package" >&2) || return 1
    mkdir -p "$unpacked"
    dpkg-deb -x "$folder"/*.deb "$unpacked"
    rm -r "$folder"
}

unpack_nginx() {
    command -v apt-get >/dev/null || return 1
    echo "Fetching nginx with apt-get …" >&2
    # Debian 12 has the program in nginx-light, Debian 13 in nginx itself.
    for package in nginx-light nginx; do
        fetch "$package" 2>/dev/null || { as_root apt-get update -qq >&2 && fetch "$package"; } || continue
        find_nginx >/dev/null && return 0
    done
    return 1
}

find_nginx && exit 0
unpack_nginx && find_nginx && exit 0
echo "The tests of several machines need nginx: install it (on Debian: apt-get install nginx-light)," \
    "or say where it is with NGINX=/path/to/nginx." >&2
[ "${CI:-}" = "true" ] && exit 1
exit 3
