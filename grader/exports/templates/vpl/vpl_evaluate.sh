#!/bin/bash
# VPL runs this script when a student presses Evaluate, and then the script vpl_execution that it writes. VPL reads the output of
# that script.
. ./vpl_environment.sh
rm -rf .grader
mkdir -p .grader/submission
for variable in "${!VPL_SUBFILE@}"; do
    file="${!variable}"
    [[ $variable != VPL_SUBFILES && -f $file ]] && cp --parents "./$file" .grader/submission/
done

limits=(--seconds "${VPL_MAXTIME:-@SECONDS@}")
[[ ${VPL_GRADEMAX:-} =~ ^[0-9]+([.][0-9]+)?$ ]] && limits+=(--out-of "$VPL_GRADEMAX")
cat > vpl_execution <<SCRIPT
#!/bin/bash
bash .grader/grade.sh vpl .grader/submission .grader/result ${limits[@]} >/dev/null 2>&1
cat .grader/result
SCRIPT
chmod +x vpl_execution

base64 -d <<'BUNDLE' | tar -xz -C .grader
@BUNDLE@
BUNDLE
