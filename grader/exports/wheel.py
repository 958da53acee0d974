"""This package as a wheel, packed again from what is installed, and the versions that it runs with here.

The same way from a source tree and from an installed package, with the standard library alone: the files of the running
package with the metadata of its installation. Building anew would need the build backend, which only developers have.
Topics stay out, since whoever unpacks the wheel gets those it needs beside it.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path, PurePosixPath

PACKAGE = "chainrule"
_FOLDER = Path(__file__).parent.parent
_LEFT_OUT = ("exercises", "student_template", "__pycache__")  # of the package's folder
_METADATA = ("METADATA", "entry_points.txt")
_WHEEL = "Wheel-Version: 1.0\nGenerator: chainrule\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_TIME = (2000, 1, 1, 0, 0, 0)  # of every file: the same input gives the same bytes
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def wheel() -> tuple[str, bytes]:
    """The name and the bytes of a wheel of this package."""
    installed = metadata.distribution(PACKAGE)
    about = f"{PACKAGE}-{installed.version}.dist-info"
    files = {f"{_FOLDER.name}/{name}": data for name, data in _sources().items()}
    files |= {f"{about}/{name}": (installed.read_text(name) or "").encode() for name in _METADATA}
    for path in installed.files or ():
        if path.parent.name == "licenses":
            files[f"{about}/licenses/{path.name}"] = Path(str(installed.locate_file(path))).read_bytes()
    files[f"{about}/WHEEL"] = _WHEEL.encode()
    record = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in sorted(files.items())]
    files[f"{about}/RECORD"] = "\n".join([*record, f"{about}/RECORD,,", ""]).encode()
    return f"{PACKAGE}-{installed.version}-py3-none-any.whl", zipped({n: (d, 0o644) for n, d in files.items()})


def zipped(files: Mapping[str, tuple[bytes, int]]) -> bytes:
    """A zip of these files, each with its mode: the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (data, mode) in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system = 3  # Unix, on whatever system it is written: only then do modes count
            entry.external_attr = (0o100000 | mode) << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()


def requirements(package: str = PACKAGE) -> list[str]:
    """`name==version` for each package that `package` needs, directly or not, as they are installed here; extras apart."""
    found: dict[str, str] = {}
    waiting = _needs(package)
    while waiting:
        name = waiting.pop()
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:  # what another system or another Python would need
            continue
        if _plain(name) not in found:
            found[_plain(name)] = version.partition("+")[0]
            waiting += _needs(name)
    return [f"{name}=={version}" for name, version in sorted(found.items())]


def pinned(package: str) -> str:
    """One package as it is installed here. A build's own mark (`+cpu`) is left out: another machine needs another build."""
    return f"{package}=={metadata.version(package).partition('+')[0]}"


def _needs(package: str) -> list[str]:
    needed = [text for text in metadata.requires(package) or () if "extra" not in text.partition(";")[2]]
    return [match[0] for text in needed if (match := _NAME.match(text))]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _sources() -> dict[str, bytes]:
    found = {}
    for path in sorted(_FOLDER.rglob("*")):
        inside = PurePosixPath(path.relative_to(_FOLDER).as_posix())
        hidden = any(part.startswith(".") for part in inside.parts)
        if path.is_file() and inside.parts[0] not in _LEFT_OUT and "__pycache__" not in inside.parts and not hidden:
            found[str(inside)] = path.read_bytes()
    return found


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
