#!/bin/sh
# Draw the first page of a built edition for the README. Needs pdftoppm (poppler-utils).
set -eu

quarter=${1:-2024Q3}
command -v pdftoppm >/dev/null || { echo "picture: pdftoppm not found; install poppler-utils" >&2; exit 1; }
pdftoppm -png -singlefile -f 1 -l 1 -scale-to-x 760 -scale-to-y -1 \
  "build/$quarter/arbeidsmarkt-in-beeld-$quarter.pdf" docs/first-page
ls -l docs/first-page.png
