#!/usr/bin/env bash
# Comments on the pull request with the Markdown report; a later run changes the same comment.
set -euo pipefail
marker="<!-- reprise: $NAME -->"
[ -f "$REPORT/report.md" ] || { echo "There is no report to comment with."; exit 0; }
body=$(mktemp)
{
  echo "$marker"
  cat "$REPORT/report.md"
  echo
  echo "[The run and its page]($RUN_URL)"
} > "$body"
comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
known=$(gh api --paginate "$comments" --jq ".[] | select(.body | startswith(\"$marker\")) | .id" | head -n 1)
if [ -n "$known" ]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known" --field "body=@$body" > /dev/null
else
  gh api --method POST "$comments" --field "body=@$body" > /dev/null
fi
