"""Find unusual lines in the text of an exercise, for a person to look at. This is neither a verdict nor a defence.

The worker is confined whatever the text contains (worker/confine.py), and a student can write the same operation in many
ways. Comments and strings are removed before the search, so nobody is reported for a topic that they only wrote about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...values.text import visible
from .winnowing import MAX_TEXT, TOKEN

MOST_SHOWN = 12  # lines per file

_IMPORT = r"^ *(?:import (?:[\w., ]*, *)?|from )(?:%s)\b"
_UNUSUAL = {
    "uses the operating system or the network": _IMPORT
    % "ctypes|cffi|mmap|fcntl|pty|resource|signal|subprocess|multiprocessing|socket|socketserver|asyncio|http|urllib"
    "|requests|ftplib|smtplib",
    "inspects the interpreter": _IMPORT
    % "gc|inspect|importlib|builtins|atexit|marshal|codeop|linecache"
    + r"|\bgc\.\w+|\bsys\.(?:_\w+|modules|meta_path|settrace|setprofile)\b"
    r"|\b(?:__subclasses__|__globals__|__builtins__|__code__|__closure__|f_back|f_locals|f_globals|tb_frame)\b",
    "runs text as code": r"(?<![\w.])(?:exec|eval|compile|__import__) *\(",
    "starts, ends or signals processes": r"\bos\.(?:_exit|abort|kill\w*|fork\w*|exec\w+|spawn\w+|posix_spawn\w*|system|popen"
    r"|pipe|dup2?|environ|getppid)\b|^ *from os import\b",
    "replaces a part of a library": r"^ *(?:np|numpy|math|builtins|torch(?!\.backends\b))(?:\.\w+)+ *=(?!=)"
    r"|\bsetattr *\( *(?:np|numpy|math|builtins|torch)\b",
    "names files of the operating system": r'"the system"',
    "names the grader or its answers": r'"the answers"|' + _IMPORT % "grader|solutions|exercises|chainrule_worker",
    "opens files outside its folder": r"\b(?:open|Path|PosixPath|load|loadtxt|genfromtxt|fromfile|memmap|listdir|scandir|walk"
    r'|i?glob|chdir) *\( *"elsewhere"',
}
_REASONS = tuple(_UNUSUAL)
_ANY = re.compile("|".join(f"({pattern})" for pattern in _UNUSUAL.values()), re.MULTILINE)
# Every match of `_ANY` contains one of these words, or assigns to a name of a library. Few files contain one, so a file
# without one is not searched. The words behind `gc.`, `os.` and `sys.` need no entry of their own.
_KEYWORDS = frozenset(
    "asyncio cffi ctypes fcntl ftplib http mmap multiprocessing pty requests resource signal smtplib socket socketserver "
    "subprocess urllib atexit builtins codeop gc importlib inspect linecache marshal os sys "
    "__builtins__ __closure__ __code__ __globals__ __subclasses__ f_back f_globals f_locals tb_frame "
    "__import__ compile eval exec setattr chainrule_worker exercises grader solutions answers dev etc proc "
    "Path PosixPath chdir fromfile genfromtxt glob iglob listdir load loadtxt memmap open scandir walk".split()
)
_ASSIGNED = re.compile(r"^[ \t]*(?:np|numpy|math|torch)\.[\w. \t]+=", re.MULTILINE)
_SYSTEM = re.compile(r"/(?:proc|sys|dev|etc)\b")
_ANSWERS = re.compile(r"\banswers/\w+\.(?:json|bin)\b|\bsolutions/")
_ELSEWHERE = re.compile(r"~|\.\.?/|/(?:\w|$)|[A-Za-z]:[\\/]|\.\.$")


def unusual(name: str, text: str) -> Iterator[str]:
    """Yield a sentence for each line of a file that no exercise needs, at most MOST_SHOWN."""
    if _KEYWORDS.isdisjoint(re.findall(r"\w+", text)) and not _ASSIGNED.search(text):
        return
    code, lines = _code(text), text.split("\n")
    shown, line, position, last = 0, 1, 0, 0
    for match in _ANY.finditer(code):
        line += code.count("\n", position, match.start())
        position = match.start()
        if line == last:
            continue
        if shown == MOST_SHOWN:
            yield f"{visible(name, 200)}: more unusual lines from line {line} on"
            return
        source = visible(lines[line - 1].strip(), 100)
        reason = _REASONS[(match.lastindex or 1) - 1]
        yield f"{visible(name, 200)}:{line}: unusual for an exercise, because it {reason}: {source}"
        shown, last = shown + 1, line


def _code(text: str) -> str:
    """Return the text without comments and with string literals replaced by `_placeholder`. Line numbers stay."""
    parts: list[str] = []
    for match in TOKEN.finditer(text[:MAX_TEXT]):
        kind = match.lastgroup or "end"
        blank = text[match.start() : match.start(kind)]
        parts.append("\n" * blank.count("\n") + (" " if blank else ""))
        token = match[kind]
        parts.append(_placeholder(token) + "\n" * token.count("\n") if kind == "string" else token)
    return "".join(parts)


def _placeholder(string: str) -> str:
    """Return a literal that tells which kind of place a string names outside the submission's folder, or an empty one."""
    content = string.lstrip("bBfFrRuU").strip("\"'")
    if len(content.split()) > 1:  # a sentence
        return '""'
    if _SYSTEM.match(content):
        return '"the system"'
    if _ANSWERS.search(content):
        return '"the answers"'
    return '"elsewhere"' if _ELSEWHERE.match(content) else '""'
