"""A bundle taken apart for platforms that are no Gradescope: an image to build once, and what grades in it with grade.sh.

image/      install.sh, this package, what it needs and a Dockerfile: no solutions
grade.sh    starts grader.exports.inside.run; beside it `unreached`, what the platform reads if grading does not begin; course/
"""

from __future__ import annotations

import gzip
import io
import math
import shutil
import sys
import tarfile
from pathlib import Path

from ..show.platforms.formats import FORMATS, Options
from ..values.errors import UsageError
from ..values.finding import Finding, Kind
from ..values.report import Report, Result, Status
from ..values.text import filled
from . import settings as settings_file
from .bundle import COURSE, PUBLIC, Files, template
from .settings import Settings

UNREACHED = "unreached"
_CLAIM = "The grader could start."


def settings(bundle: Files) -> Settings:
    """How the bundle says that it is to grade."""
    return Settings.from_json(bundle[f"{COURSE}/{settings_file.FILE}"][0])


def minutes(bundle: Files) -> str:
    """What a job may take that also fetches an image or installs packages."""
    return str(math.ceil(settings(bundle).seconds / 60) + 10)


def name(bundle: Files) -> str:
    """The topics as one name for folders and files."""
    return "_".join(settings(bundle).topics)


def title(bundle: Files) -> str:
    """The headings of the topics."""
    found = []
    for topic in settings(bundle).topics:
        readme = bundle.get(f"{COURSE}/exercises/{topic}/README.md", (b"", 0))[0].decode()
        headings = [line[2:].strip() for line in readme.splitlines() if line.startswith("# ")]
        found.append(headings[0] if headings else topic)
    return ", ".join(found)


def skeletons(bundle: Files) -> dict[str, bytes]:
    """What students start from, by the names under which they hand it in again."""
    wanted = settings(bundle)
    names = [(topic, f"{topic}_{part}.py") for topic in wanted.topics for part in wanted.parts]
    paths = {file: f"{COURSE}/exercises/{topic}/{file}" for topic, file in names}
    return {file: bundle[path][0] for file, path in paths.items() if path in bundle}


def image(bundle: Files) -> Files:
    """From what an image is built in which /opt/chainrule can grade."""
    found = {path: entry for path, entry in bundle.items() if not path.startswith(f"{COURSE}/")}
    return found | {"Dockerfile": (text("Dockerfile", PYTHON=".".join(map(str, sys.version_info[:2]))), PUBLIC)}


def grading(bundle: Files, form: str) -> Files:
    """What grades in such an image, with its results in the format `form`."""
    course = {path: entry for path, entry in bundle.items() if path.startswith(f"{COURSE}/")}
    early = unreached(settings(bundle), form).encode()
    return course | {"grade.sh": template("grade.sh"), UNREACHED: (early, PUBLIC)}


def unreached(wanted: Settings, form: str) -> str:
    """What a platform is told where the grader fails: of each topic one broken check, so no score where it can be left out.

    Empty for xqueue, whose replies always carry a score: none is sent.
    """
    if form == "xqueue":
        return ""
    finding = Finding(Kind.BROKEN, "please tell your instructor")
    result = Result("grader_starts", _CLAIM, wanted.parts[0], Status.BROKEN, 0.0, 1.0, finding)
    reports = [Report.of(topic, "", (result,)) for topic in wanted.topics]
    return FORMATS[form].render(reports, Options())


def under(place: str, files: Files) -> Files:
    """The same files in a folder."""
    return {f"{place}/{path}": entry for path, entry in files.items()}


def text(path: str, **values: str) -> bytes:
    """A template with each @NAME@ in it replaced."""
    return filled(template(path)[0].decode(), **values).encode()


def packed(files: Files) -> bytes:
    """A compressed tar: the same files give the same bytes."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, (data, mode) in sorted(files.items()):
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(data), mode
            archive.addfile(entry, io.BytesIO(data))
    return gzip.compress(buffer.getvalue(), mtime=0)


def write_folder(out: Path, files: Files) -> None:
    """Write the folder `out`, whole or not at all; only its owner may open it, since it holds the solutions."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is there already: name a folder that is not, or remove it first")
    made = out.parent / f".{out.name}.part"
    shutil.rmtree(made, ignore_errors=True)
    for path, (data, mode) in files.items():
        file = made / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        file.chmod(mode)
    made.chmod(0o700)
    if out.exists():
        out.rmdir()
    made.replace(out)
