#!/usr/bin/env bash
# Gradescope runs this script once, as root, when it builds the image in which submissions are graded.
set -euo pipefail

autograder="${AUTOGRADER:-/autograder}"
bash "$autograder/source/install.sh" "$autograder/environment"
chmod 700 "$autograder/source/course"
