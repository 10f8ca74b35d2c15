#!/usr/bin/env bash
# Makes .venv as requirements.lock says and puts this project into it; does nothing when that is done.
# Called by `make setup`. Needs no root and writes only inside the tree.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'setup: %s\n' "$*"; }
fail() { say "$@" >&2; exit 1; }

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    local name
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if is_new_enough "$name"; then
            printf '%s\n' "$name"
            return
        fi
    done
    return 1
}

# What the environment was made from: a change of any of these makes it out of date.
fingerprint() {
    printf '%s\n' "$PWD"
    .venv/bin/python --version
    sha256sum requirements.lock pyproject.toml
}

is_current() {
    [[ -x .venv/bin/python && -e .venv/fingerprint ]] &&
        [[ $(fingerprint) == "$(<.venv/fingerprint)" ]]
}

# A copied or moved tree, or a Python that was replaced, leaves an environment that cannot be mended.
is_usable() {
    is_new_enough .venv/bin/python &&
        grep -qF "$PWD/.venv" .venv/bin/activate &&
        .venv/bin/python -m pip --version >/dev/null 2>&1
}

# Debian keeps pip out of its Python (package python3-venv). Its archive serves the wheel to everybody,
# so no root is needed; the second try reads the package lists anew, into the tree.
download_pip() (
    here=$PWD/.venv/apt
    own=(-o "Dir::State::lists=$here/lists" -o "Dir::Cache=$here" -o APT::Sandbox::User=)
    mkdir -p "$here/lists/partial" "$here/archives/partial" && cd "$here" &&
        {
            apt-get -qq download python3-pip-whl ||
                { apt-get -qq "${own[@]}" update && apt-get -qq "${own[@]}" download python3-pip-whl; }
        } &&
        dpkg-deb -x python3-pip-whl_*.deb .
) >.venv/pip.log 2>&1

make_environment() {
    local python
    python=$(find_python) ||
        fail "no Python 3.11 or newer was found; install one (on Debian 12 and later: python3)"
    say "$("$python" --version), making .venv"
    rm -rf .venv
    if "$python" -c 'import ensurepip' 2>/dev/null; then
        "$python" -m venv .venv
        return
    fi
    "$python" -m venv --without-pip .venv
    say "this Python comes without pip, taking it from Debian's archive"
    download_pip || fail "that did not work; install the package python3-venv and try again"
    local wheel
    wheel=$(printf '%s\n' .venv/apt/usr/share/python-wheels/pip-*.whl)
    .venv/bin/python "$wheel/pip" install --quiet --no-index "$wheel"
    rm -rf .venv/apt
}

pip_install() {
    .venv/bin/python -m pip --disable-pip-version-check --no-cache-dir --no-input \
        install --quiet "$@"
}

if is_current; then
    exit 0
fi
is_usable || make_environment
say "installing $(grep -c '==' requirements.lock) packages from requirements.lock (a minute or two)"
pip_install --require-hashes --only-binary :all: --requirement requirements.lock ||
    fail "pip could not install them; its reason stands above"
pip_install --no-deps --no-build-isolation --editable .
mkdir -p .venv/home # for the Makefile
fingerprint >.venv/fingerprint
say "done"
