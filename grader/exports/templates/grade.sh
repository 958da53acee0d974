#!/usr/bin/env bash
# grade.sh FORMAT SUBMISSION RESULT [--seconds N] [--out-of N]
# Grade a file or a folder by the course beside this script. RESULT is valid from the first moment, whatever happens.
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
python="${GRADER_PYTHON:-/opt/chainrule/bin/python}"
mkdir -p "$(dirname "$3")"
format="$1" submission="$(realpath -m "$2")" result="$(realpath "$(dirname "$3")")/$(basename "$3")"
shift 3

rm -rf "$result" # which in a repository could be a link of a student's
cat "$here/unreached" > "$result"
chmod -R go= "$here/course"
cd /
# -P: nothing beside what is installed is imported.
"$python" -P -m grader.exports.inside.run "$format" "$here/course" "$submission" "$result" "$@"
exit 0
