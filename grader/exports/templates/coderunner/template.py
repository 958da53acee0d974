# CodeRunner fills in the answer and runs this program on the Jobe server. It prints only one line of JSON.
import base64
import shutil
import subprocess
from pathlib import Path

ANSWER = """{{ STUDENT_ANSWER | e('py') }}"""
ATTACHED = """{{ ATTACHMENTS | e('py') }}"""
BUNDLE = """
@BUNDLE@
"""

submission, result = Path(".grader/submission"), Path(".grader/result")
submission.mkdir(parents=True)
subprocess.run(["tar", "-xz", "-C", ".grader"], input=base64.b64decode(BUNDLE), check=True)
for name in filter(None, map(str.strip, ATTACHED.split(","))):
    shutil.copy(name, submission)
if ANSWER.strip():
    (submission / "@FILE@").write_text(ANSWER, encoding="utf-8")
command = ["bash", ".grader/grade.sh", "coderunner", str(submission), str(result), "--seconds", "@SECONDS@"]
subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(result.read_text(encoding="utf-8"), end="")
