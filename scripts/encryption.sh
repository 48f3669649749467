#!/usr/bin/env bash
# Looks for the two programs by which a backup is encrypted, and installs Debian's where it may.
# Without one of them the tests that need it are not run, and say so; under CI=true that is a
# failure, there and not here.
set -euo pipefail

declare -A packages=([gpg]=gnupg [age]=age)

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

missing=()
for program in "${!packages[@]}"; do
    command -v "$program" >/dev/null || missing+=("${packages[$program]}")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }; then
    echo "Installing ${missing[*]} with apt-get …" >&2
    as_root apt-get update -qq >&2 &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
            "${missing[@]}" >&2 && exit 0
fi
echo "The tests of encrypted backups need ${missing[*]}: install them (apt-get install ${missing[*]})." >&2
