"""Divide a bundle for all platforms but Gradescope: an image that is built once, and the files that grade in it.

image/      install.sh, this package, the packages that it needs, and a Dockerfile; no solutions
grade.sh    starts grader.exports.inside.run
unreached   the result that the platform reads if grading does not begin
course/     the topics, the solutions and the secret
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
    """Read the settings in the bundle."""
    return Settings.from_json(bundle[f"{COURSE}/{settings_file.FILE}"][0])


def minutes(bundle: Files) -> str:
    """Return the time limit of a job that also fetches an image or installs packages, in minutes."""
    return str(math.ceil(settings(bundle).seconds / 60) + 10)


def name(bundle: Files) -> str:
    """Return the topics as one name for folders and files."""
    return "_".join(settings(bundle).topics)


def title(bundle: Files) -> str:
    """Return the headings of the topics, separated by commas."""
    titles = []
    for topic in settings(bundle).topics:
        readme = bundle.get(f"{COURSE}/exercises/{topic}/README.md", (b"", 0))[0].decode()
        headings = [line[2:].strip() for line in readme.splitlines() if line.startswith("# ")]
        titles.append(headings[0] if headings else topic)
    return ", ".join(titles)


def skeletons(bundle: Files) -> dict[str, bytes]:
    """Return the skeletons by file name. Students hand in the finished files under the same names.

    Those of the topics on which the graded topics build come last. No student must hand them in.
    """
    paths = {file: f"{COURSE}/exercises/{topic}/{file}" for topic, file in settings(bundle).files}
    return {file: bundle[path][0] for file, path in paths.items() if path in bundle}


def image(bundle: Files) -> Files:
    """Return the files from which an image is built. In the image, /opt/chainrule can grade."""
    packages = {path: entry for path, entry in bundle.items() if not path.startswith(f"{COURSE}/")}
    return packages | {"Dockerfile": (text("Dockerfile", PYTHON=".".join(map(str, sys.version_info[:2]))), PUBLIC)}


def grading(bundle: Files, form: str) -> Files:
    """Return the files that grade in such an image and write the result in the format `form`."""
    course = {path: entry for path, entry in bundle.items() if path.startswith(f"{COURSE}/")}
    early = unreached(settings(bundle), form).encode()
    return course | {"grade.sh": template("grade.sh"), UNREACHED: (early, PUBLIC)}


def unreached(chosen: Settings, form: str) -> str:
    """Return the result that a platform reads if the grader fails: one broken check for each topic.

    A broken check gives no score if the format can leave the score out. For xqueue the result is empty, and no reply is
    sent, because each reply carries a score.
    """
    if form == "xqueue":
        return ""
    finding = Finding(Kind.BROKEN, "please tell your instructor")
    result = Result("grader_starts", _CLAIM, chosen.parts[0], Status.BROKEN, 0.0, 1.0, finding)
    reports = [Report.of(topic, "", (result,)) for topic in chosen.topics]
    return FORMATS[form].render(reports, Options())


def under(place: str, files: Files) -> Files:
    """Return the same files inside the folder `place`."""
    return {f"{place}/{path}": entry for path, entry in files.items()}


def text(path: str, **values: str) -> bytes:
    """Return a template with each @NAME@ in it replaced by its value."""
    return filled(template(path)[0].decode(), **values).encode()


def packed(files: Files) -> bytes:
    """Return a compressed tar of the files. The same files give the same bytes."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, (data, mode) in sorted(files.items()):
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(data), mode
            archive.addfile(entry, io.BytesIO(data))
    return gzip.compress(buffer.getvalue(), mtime=0)


def write_folder(out: Path, files: Files) -> None:
    """Write the folder `out`, completely or not at all. Only its owner may open it, because it contains the solutions."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} exists already: name a new folder, or remove it first")
    unfinished = out.parent / f".{out.name}.part"
    shutil.rmtree(unfinished, ignore_errors=True)
    for path, (data, mode) in files.items():
        file = unfinished / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        file.chmod(mode)
    unfinished.chmod(0o700)
    if out.exists():
        out.rmdir()
    unfinished.replace(out)
