# Shared by the commands in this folder: finds the checkout and a Python that can run it. For sh, not only bash.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)

# The machine's own first: it is the one that gets security updates.
find_python() {
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$python"
            return
        fi
    done
    echo "anypod needs Python 3.11 or newer, and found none on PATH." >&2
    echo "Debian and Ubuntu: apt-get install python3 python3-venv" >&2
    return 1
}

# environment run|dev: makes it where it is missing and prints the path of its Python.
environment() {
    base=$(find_python) || return 1
    "$base" -P "$root/scripts/setup.py" "$1"
}
