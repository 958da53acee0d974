#!/usr/bin/env bash
# Make a Python environment in the folder $1 and install the packages beside this file in it.
set -euo pipefail

environment="$1"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore

new_enough() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    local name
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if new_enough "$name"; then
            command -v "$name"
            return
        fi
    done
    return 1
}

if ! python="$(find_python)"; then
    # Ubuntu 22.04 has an older Python by default. If the Python here is new enough, only venv may be missing.
    export DEBIAN_FRONTEND=noninteractive
    apt-get update
    apt-get install -y --no-install-recommends python3-venv
    find_python >/dev/null || apt-get install -y --no-install-recommends python3.11 python3.11-venv
    python="$(find_python)" || { echo "no Python 3.11 or newer with venv was found: install it, or name it in PYTHON" >&2; exit 1; }
fi

"$python" -m venv "$environment"
pip=("$environment/bin/python" -m pip install --only-binary :all:)
if [ -d "$here/wheels" ]; then
    pip+=(--no-index --find-links "$here/wheels")
fi
"${pip[@]}" -r "$here/requirements.txt"
for requirements in "$here"/requirements-*.txt; do
    [ -f "$requirements" ] || continue # there is none
    library="$(basename "$requirements" .txt)"
    index="$here/${library#requirements-}-index"
    if [ -f "$index" ] && [ ! -d "$here/wheels" ]; then
        "${pip[@]}" --index-url "$(<"$index")" -r "$requirements"
    else
        "${pip[@]}" -r "$requirements"
    fi
done
"$environment/bin/python" -m pip install --no-index --no-deps "$here"/chainrule-*.whl
