#!/bin/sh
# Look the locked dependencies up among published vulnerabilities (pip-audit asks the Python advisory database).
#   exit 0: none known; 1: some, listed; 0 with a line on the standard error: no database was reached
set -u
bin="${VENV:-.venv}/bin"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"$bin/python" -m pip_audit --requirement requirements-dev.lock --no-deps --disable-pip --progress-spinner off \
  --timeout "${AUDIT_TIMEOUT:-15}" >"$log" 2>&1
code=$?
if [ $code -ne 0 ] && ! grep -q "known vulnerabilit" "$log"; then
  if grep -qiE "connection|resolve|timed out|timeout|proxy|unreachable|service error|HTTPError|SSLError" "$log"; then
    echo "audit: no database of vulnerabilities was reached; nothing was looked up" >&2
    exit 0
  fi
fi
cat "$log"
exit $code
