#!/usr/bin/env bash
# Runs the scenario and writes its reports. Never fails by its verdict: the page and the comment come
# first, and gate.sh has the last word.
set -u
mkdir -p "$REPORT"
# The command and the flags are several words each.
# shellcheck disable=SC2086
$REPRISE_COMMAND run "$SCENARIO" --yes --db "$DATABASE" \
  --out "html=$REPORT/report.html" --out "markdown=$REPORT/report.md" \
  --out "junit=$REPORT/junit.xml" --out "json=$REPORT/summary.json" \
  ${RUN_ARGS:-}
code=$?
{
  echo "exit-code=$code"
  echo "report=$REPORT"
} >> "${GITHUB_OUTPUT:-/dev/stdout}"
