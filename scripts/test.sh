#!/bin/sh
# Every check, one after the other; all of them run, so that one evening's faults are seen at once.
# Run from the root of the checkout: VENV=.venv sh scripts/test.sh
set -u

bin="${VENV:-.venv}/bin"
failed=
step() {
  name=$1
  shift
  printf '== %s\n' "$name"
  "$@" || failed="$failed $name,"
}

step style "$bin/python" -m ruff check .
step format "$bin/python" -m ruff format --check .
step types "$bin/python" -m mypy
step workflows "$bin/actionlint"
step security "$bin/zizmor" --offline --quiet .github/workflows
step contents "$bin/arbeidsmarkt" check
# -r fEs: what failed, and what was skipped and why, at the end
step tests "$bin/python" -m pytest -n 3 --dist worksteal -r fEs

if [ -n "$failed" ]; then
  printf 'make test: failed:%s see above\n' "$failed" >&2
  exit 1
fi
echo "make test: every check passed"
