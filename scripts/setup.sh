#!/bin/sh
# Makes .venv from requirements.lock; does nothing when it already stands and the lock is the same.
# Its arguments are extras, each from its own lock: `postgres`, `peers`, which the bench compares with, and `site`,
# which builds the documentation in an environment of its own: it needs a library in a version that dbt refuses.
# Needs a Python of 3.11 to 3.13 and a way to uv: uv itself, pip, the venv module, or pip's wheel.
# Whatever it fetches must have the hash that stands here or in a lock file.
set -eu
cd "$(dirname "$0")/.."

# What dbt makes by hand lands where nobody else may enter.
(umask 077 && mkdir -p warehouse target logs)

UV=requirements-uv.lock
PIP_WHEEL=https://files.pythonhosted.org/packages/07/25/ee8c38ae72d66b844ce8eb9711ba905dba21ca1a8a0c960057c41cd23337/pip-26.3-py3-none-any.whl
PIP_SHA256=f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13
STAMP=.venv/installed.lock

home_of() { [ "$1" = site ] && echo .tools/site || echo .venv; }

stands() { cmp -s "$1" "$2" && .venv/bin/python -c '' 2>/dev/null; }

all_stand() {
    stands requirements.lock "$STAMP" || return 1
    for extra in "$@"; do
        stands "requirements-$extra.lock" "$(home_of "$extra")/installed-$extra.lock" || return 1
    done
}

if all_stand "$@"; then
    exit 0
fi

say() { printf '%s\n' "$*" >&2; }
fail() { say "setup: $*"; exit 1; }

# A version manager's shim exists for versions that aren't chosen: what counts is that it runs.
suits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
        if suits "$candidate"; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    return 1
}

# Behind a proxy that opens TLS only the system's certificates know its authority; bare images have none.
trust_system() {
    for bundle in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
        if [ -s "$bundle" ]; then
            export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"
            return
        fi
    done
}

# uv, pip and Python each want a home or a cache; a missing or read-only one must not stop the set-up.
prepare_home() {
    if [ -z "${HOME:-}" ] || ! mkdir -p "$HOME/.cache" 2>/dev/null || [ ! -w "$HOME/.cache" ]; then
        HOME="$PWD/.tools/home"
        mkdir -p "$HOME"
        export HOME
        unset XDG_CACHE_HOME XDG_DATA_HOME XDG_CONFIG_HOME
    fi
}

fetch_uv() {
    say "setup: fetching $(sed -n 's/^\(uv==[^ ]*\).*/\1/p' "$UV")"
    export PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1
    set -- install --quiet --no-deps --only-binary :all: --require-hashes --requirement "$UV"
    if "$python" -m pip --version >/dev/null 2>&1; then
        "$python" -m pip "$@" --upgrade --target .tools/uv
    elif "$python" -m venv --clear .tools/uv >/dev/null 2>&1; then
        .tools/uv/bin/python -m pip "$@"
    else
        rm -rf .tools/uv
        "$python" - "$PIP_WHEEL" "$PIP_SHA256" .tools/pip.whl <<'FETCH' || return 1
import hashlib, sys, urllib.request
address, wanted, file = sys.argv[1:]
content = urllib.request.urlopen(address).read()
found = hashlib.sha256(content).hexdigest()
if found != wanted:
    sys.exit(f"setup: {address} has the SHA-256 {found}, not {wanted}: it isn't run")
with open(file, "wb") as wheel:
    wheel.write(content)
FETCH
        "$python" .tools/pip.whl/pip "$@" --target .tools/uv
    fi
}

find_uv() {
    if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then
        command -v uv
    elif .tools/uv/bin/uv --version >/dev/null 2>&1; then
        printf '%s\n' "$PWD/.tools/uv/bin/uv"
    else
        return 1
    fi
}

python=$(find_python) || fail "no Python of 3.11, 3.12 or 3.13 found (tried PYTHON, python3.13, python3.12, python3.11, python3, python); install one, or name it: make PYTHON=/path/to/python"
prepare_home
trust_system
mkdir -p .tools
if ! uv=$(find_uv); then
    fetch_uv || fail "could not fetch uv: no network, or $python has neither pip nor venv; install uv, pip or python3-venv, then try again"
    uv=$(find_uv) || fail "uv was fetched but does not run on this machine; install uv yourself, then try again"
fi

export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1
say "setup: installing into .venv with $("$python" -V)"
if ! stands requirements.lock "$STAMP"; then
    rm -f "$STAMP" .venv/installed-*.lock
    "$uv" venv --quiet --allow-existing --python "$python" .venv
    # Without byte-code the first run of dbt, Dagster and Great Expectations spends most of a minute compiling.
    "$uv" pip sync --quiet --python .venv/bin/python --require-hashes --compile-bytecode requirements.lock
    "$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --offline --editable .
    cp requirements.lock "$STAMP"
fi
for extra in "$@"; do
    lock=requirements-$extra.lock home=$(home_of "$extra")
    if ! stands "$lock" "$home/installed-$extra.lock"; then
        [ -x "$home/bin/python" ] || "$uv" venv --quiet --python "$python" "$home"
        "$uv" pip install --quiet --python "$home/bin/python" --require-hashes --compile-bytecode --requirements "$lock"
        cp "$lock" "$home/installed-$extra.lock"
    fi
done
