#!/usr/bin/env bash
# An edition's new vintage and parameters as a pull request on GitHub, on the branch edition-QUARTER:
#   scripts/proposal.sh take 2026Q3        bring the files of an open request here, so that they are not fetched again
#   scripts/proposal.sh open 2026Q3 main   open a request to main; an open one is left as it is
# What counts is an open request, not the branch: a night that could push and not open one is made good the next.
# A request that a person closed is not opened again, unless AGAIN=1.
set -euo pipefail

what=$1 quarter=$2
branch="edition-$quarter"
# A branch of that name in somebody's fork is not the project's: gh finds requests by the name of the branch alone.
requests() { # the number of the branch's newest request that is OPEN or CLOSED; nothing when there is none
  gh pr list --head "$branch" --state all --limit 1000 --json number,state,isCrossRepository \
    --jq "map(select(.state == \"$1\" and (.isCrossRepository | not)))[0].number // empty"
}

case $what in
  take)
    if [ -e "params/$quarter.yml" ] || [ -z "$(requests OPEN)" ]; then exit 0; fi
    git fetch --quiet --depth 1 origin "refs/heads/$branch"
    git checkout --quiet FETCH_HEAD -- "params/$quarter.yml"
    vintage=$(sed -n "s/^vintage: *['\"]\{0,1\}\([A-Za-z0-9._-]*\).*/\1/p" "params/$quarter.yml")
    [ -d "data/vintages/$vintage" ] || git checkout --quiet FETCH_HEAD -- "data/vintages/$vintage"
    [ ! -x .venv/bin/arbeidsmarkt ] || .venv/bin/arbeidsmarkt check --fix >/dev/null 2>&1 || true # the night checks
    echo "taken from $branch: params/$quarter.yml, data/vintages/$vintage"
    ;;
  open)
    base=$3
    git add data/vintages params
    [ ! -d notebooks ] || git add notebooks # they begin with the newest edition's parameters
    if git diff --cached --quiet; then echo "nothing new to propose"; exit 0; fi
    number=$(requests OPEN)
    if [ -n "$number" ]; then echo "request $number for $quarter is under review"; exit 0; fi
    number=$(requests CLOSED)
    if [ -n "$number" ] && [ -z "${AGAIN:-}" ]; then
      echo "request $number for $quarter was closed by a person; reopen it, or run the workflow by hand"
      exit 0
    fi
    git config user.name "github-actions[bot]"
    git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
    git switch --quiet --force-create "$branch"
    git commit --quiet --message "Add the figures and the parameters of edition $quarter"
    git push --quiet --force origin "HEAD:refs/heads/$branch" # a tag may have that name
    gh pr create --base "$base" --head "$branch" --title "Edition $quarter (concept)" --body "CBS has published $quarter. \
The report and its comparison with the edition before it are among the files of ${RUN_URL:-the run that opened this}."
    ;;
  *)
    echo "proposal: unknown '$what'; choose take or open" >&2
    exit 2
    ;;
esac
