#!/usr/bin/env bash
# PrairieLearn starts this in a container for each submission, and reads results/results.json when it has ended.
grade="${GRADE:-/grade}"
bash "$grade/tests/grade.sh" prairielearn "$grade/student" "$grade/results/results.json"
