#!/usr/bin/env bash
# Gets what the browser tests need and no wheel brings, Debian's Chromium and a library of playwright's,
# when it is missing and this user may install it. Called by `make test`.
# Always succeeds: without a browser those tests skip and say so.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

do_without() {
    printf 'chromium: %s; the browser tests will be skipped\n' "$*"
    exit 0
}

chromium=${CHROMIUM_PATH:-/usr/bin/chromium}
missing=()
if [[ ! -x $chromium ]]; then
    [[ -z ${CHROMIUM_PATH:-} ]] || do_without "CHROMIUM_PATH names no program"
    missing+=(chromium)
fi
# The Node.js inside playwright's wheel is linked with it; a minimal Debian lacks it.
.venv/bin/playwright --version >/dev/null 2>&1 || missing+=(libatomic1)
if ((${#missing[@]} == 0)); then
    exit 0
fi

command -v apt-get >/dev/null || do_without "there is no apt to install ${missing[*]} with"
if ((EUID == 0)); then
    as_root=()
elif sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
else
    do_without "only root can install what is missing (apt-get install ${missing[*]})"
fi
apt_get() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -y -o DPkg::Lock::Timeout=120 "$@" </dev/null >>"$log" 2>&1
}

printf 'chromium: installing %s with apt (a minute or two)\n' "${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# An index that cannot be read may be one that these packages do not come from.
apt_get update || true
apt_get install --no-install-recommends "${missing[@]}" ||
    do_without "apt could not do it ($(tail -n 1 "$log"))"
