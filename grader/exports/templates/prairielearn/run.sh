#!/usr/bin/env bash
# PrairieLearn runs this script in a container for each submission, and reads results/results.json after it has ended.
grade="${GRADE:-/grade}"
bash "$grade/tests/grade.sh" prairielearn "$grade/student" "$grade/results/results.json"
