#!/usr/bin/env bash
# The workflow runs this script. It adds the result to $GITHUB_OUTPUT, where the reporter of GitHub Classroom reads it.
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
python="${GRADER_PYTHON:-$RUNNER_TEMP/grader/bin/python}"
result="$RUNNER_TEMP/exercises-result"

cat "$here/unreached" > "$result"
cd "$RUNNER_TEMP" || exit
"$python" -P -m grader.exports.inside.github "$here" "$GITHUB_WORKSPACE" "$result"
cat "$result" >> "$GITHUB_OUTPUT"
[ ! -f "$result.md" ] || cat "$result.md" >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
exit 0
