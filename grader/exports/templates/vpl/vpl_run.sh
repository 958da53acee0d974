#!/bin/bash
# VPL runs this script when a student presses Run, and then the script vpl_execution that it writes. That script tells whether
# each file can be read as Python.
cat > vpl_execution <<'SCRIPT'
#!/bin/bash
. ./vpl_environment.sh
for variable in "${!VPL_SUBFILE@}"; do
    file="${!variable}"
    [[ $variable != VPL_SUBFILES && $file == *.py ]] || continue
    "${GRADER_PYTHON:-/opt/chainrule/bin/python}" -I -c '
import sys
try:
    compile(open(sys.argv[1], "rb").read(), sys.argv[1], "exec")
    print(sys.argv[1] + ": this can be read as Python")
except (SyntaxError, ValueError) as error:
    print(f"{sys.argv[1]}: {error}")
' "$file"
done
echo "Press Evaluate to have them graded."
SCRIPT
chmod +x vpl_execution
