#!/bin/sh
# Renew the two lock files from pyproject.toml, with uv from an environment that is thrown away.
# One lock serves Python 3.11 to 3.13; it holds hashes and names no index. Run from the root of the checkout.
set -eu

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"${PYTHON:-python3}" -m venv "$place/venv"
"$place/venv/bin/python" -m pip --disable-pip-version-check install --quiet uv

compile() {
  UV_CUSTOM_COMPILE_COMMAND="make lock" "$place/venv/bin/uv" pip compile --quiet --universal --generate-hashes \
    --no-emit-index-url --no-emit-find-links --python-version 3.11 --upgrade pyproject.toml --group build "$@"
}
compile -o requirements.lock
compile --extra dev --extra desk --extra site --extra cluster --constraint requirements.lock -o requirements-dev.lock
git --no-pager diff --stat -- requirements.lock requirements-dev.lock || :
