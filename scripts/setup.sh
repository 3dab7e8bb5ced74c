#!/bin/sh
# Make the virtual environment, or bring it up to date: `scripts/setup.sh run` for building the report,
# `scripts/setup.sh dev` for the checks, Jupyter and the preview as well. Run from the root of the checkout.
#
# Nothing happens when the environment is what the lock files ask for. The file .ready in it says what it was made from,
# and where: an environment that was moved with its checkout would point back to the old place.
set -eu

kind=${1:-run}
venv=${VENV:-.venv}
fail() { printf 'setup: %s\n' "$1" >&2; exit 1; }

case $kind in
  run) lock=requirements.lock ;;
  dev) lock=requirements-dev.lock ;;
  *) fail "unknown kind of environment '$kind'; choose run or dev" ;;
esac
[ -f "$lock" ] || fail "$lock not found here; run make in the root of the checkout"

wanted="$(cat requirements.lock requirements-dev.lock pyproject.toml | cksum) $PWD"
if [ -w . ] && [ -w src ]; then
  linked=yes
else # a checkout that may only be read: the environment gets a copy of the source, to be renewed when that changes
  linked=
  wanted="$wanted $(find src -name '*.py' -exec cksum {} + | LC_ALL=C sort | cksum)"
fi
ready="$venv/.ready"
if [ -f "$ready" ] && "$venv/bin/python" -c '' 2>/dev/null; then
  have=$(cat "$ready")
  if [ "$have" = "dev $wanted" ] || [ "$have" = "$kind $wanted" ]; then exit 0; fi
  case $have in dev*) kind=dev lock=requirements-dev.lock ;; esac # what was made for the checks stays fit for them
fi

suits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }
if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1 || ! suits "$venv/bin/python"; then
  if [ -n "${PYTHON:-}" ]; then
    suits "$PYTHON" || fail "PYTHON=$PYTHON is $("$PYTHON" --version 2>&1 || :); Python 3.11, 3.12 or 3.13 is needed"
    python=$PYTHON
  else
    python=
    for name in python3 python3.13 python3.12 python3.11; do
      if suits "$name"; then python=$name; break; fi
    done
    [ -n "$python" ] || fail "Python 3.11, 3.12 or 3.13 is needed and python3 is $(python3 --version 2>&1 || :); \
install one, or name it: make report PYTHON=/path/to/python3.11"
  fi
  "$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "$python has no module to make virtual environments with; on Debian and Ubuntu: apt install python3-venv"
  echo "Making $venv with $("$python" --version)" >&2
  rm -rf "$venv"
  "$python" -m venv "$venv" || fail "$venv could not be made; what went wrong stands above"
fi

echo "Installing the packages of $lock into $venv (one to two minutes the first time)" >&2
rm -f "$ready"
pip() { "$venv/bin/python" -m pip --disable-pip-version-check "$@"; }
# the lock names everything: left to look for what the packages ask for, pip would rather take the newest release of one
# that is asked for with an extra, and then refuse it because it has no hash
pip install -qq --no-deps --require-hashes --only-binary :all: -r "$lock" ||
  fail "the packages could not be installed; what went wrong stands above; mend it and run the same command again"
if [ -n "$linked" ]; then
  pip install -qq --no-deps --no-build-isolation --editable . || fail "the project itself could not be installed"
  # the note that says where the source lies, as a relative path: Python reads it in the encoding of the language
  # setting, which may not know the accents in this folder's name
  "$venv/bin/python" -c '
import os, pathlib, sysconfig
place = pathlib.Path(sysconfig.get_path("purelib"))
for note in place.glob("__editable__.arbeidsmarkt-*.pth"):
    note.write_text(os.path.relpath("src", place) + "\n", encoding="ascii")
'
else # a copy, since setuptools writes beside the source
  copy=$(mktemp -d)
  trap 'rm -rf "$copy"' EXIT
  cp -R pyproject.toml README.md LICENSE src "$copy"
  chmod -R u+w "$copy" # what may only be read is copied as such
  pip install -qq --no-deps --no-build-isolation --force-reinstall "$copy" ||
    fail "the project itself could not be installed"
fi
printf '%s' "$kind $wanted" >"$ready"
