#!/bin/sh
# Every check, one after the other; all of them run, so that one evening's faults are seen at once.
# Run from the root of the checkout: VENV=.venv sh scripts/test.sh
set -u

bin="${VENV:-.venv}/bin"
# the tests start a hundred Pythons: where the machine keeps no bytecode, each would compile all that it imports
unset PYTHONDONTWRITEBYTECODE
failed=
header() {
  printf '== %s\n' "$1"
}
step() {
  name=$1
  shift
  header "$name"
  "$@" || failed="$failed $name,"
}

# one core looks at the types; beside it the other checks run, and pytest reads all tests once, so that its three
# processes find them compiled
types=$(mktemp)
"$bin/python" -m mypy >"$types" 2>&1 &
mypy=$!
trap 'kill "$mypy" 2>/dev/null; rm -f "$types"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

step style "$bin/python" -m ruff check .
step format "$bin/python" -m ruff format --check .
step workflows "$bin/actionlint"
step security "$bin/zizmor" --offline --quiet .github/workflows
step contents "$bin/arbeidsmarkt" check
"$bin/python" -m pytest --collect-only >/dev/null 2>&1
header types
wait "$mypy" || failed="$failed types,"
trap 'rm -f "$types"' EXIT
cat "$types"
# -r fEs: what failed, and what was skipped and why, at the end
step tests "$bin/python" -m pytest -n 3 --dist worksteal -r fEs

if [ -n "$failed" ]; then
  printf 'make test: failed:%s see above\n' "$failed" >&2
  exit 1
fi
echo "make test: every check passed"
