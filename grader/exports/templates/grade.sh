#!/usr/bin/env bash
# grade.sh FORMAT SUBMISSION RESULT [--seconds N] [--out-of N]
# Grade a file or a folder with the course beside this script. RESULT is always valid, even if grading fails.
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
python="${GRADER_PYTHON:-/opt/chainrule/bin/python}"
mkdir -p "$(dirname "$3")"
format="$1" submission="$(realpath -m "$2")" result="$(realpath "$(dirname "$3")")/$(basename "$3")"
shift 3

rm -rf "$result" # in a repository it could be a student's link to another file
cat "$here/unreached" > "$result"
chmod -R go= "$here/course"
cd /
# -P: import only installed packages.
"$python" -P -m grader.exports.inside.run "$format" "$here/course" "$submission" "$result" "$@"
exit 0
