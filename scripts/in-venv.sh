#!/bin/sh
# Run a program of the project's environment, for git's hooks: sh scripts/in-venv.sh python -m ruff check
# `make hooks` notes in git's configuration where make put the environment.
set -eu

venv=$(git config --get arbeidsmarkt.venv || echo "${VENV:-.venv}")
program=$venv/bin/$1
[ -x "$program" ] || { echo "hooks: $program not found; run: make hooks" >&2; exit 1; }
shift
exec "$program" "$@"
