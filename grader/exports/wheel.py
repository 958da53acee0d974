"""Pack this package as a wheel, and list the versions of the packages that it runs with here.

The wheel consists of the files of the running package and the metadata of its installation. It is made in the same way from a
source tree and from an installed package, with only the standard library. A normal build would need the build backend, which
only developers have. The wheel contains no topics, because a bundle has its topics beside the wheel.
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
_LEFT_OUT = ("exercises", "student_template", "__pycache__")  # names in the package's folder
_METADATA = ("METADATA", "entry_points.txt")
_WHEEL = "Wheel-Version: 1.0\nGenerator: chainrule\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_TIME = (2000, 1, 1, 0, 0, 0)  # the time of every file, so that the same input gives the same bytes
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def wheel() -> tuple[str, bytes]:
    """Return the name and the bytes of a wheel of this package."""
    installed = metadata.distribution(PACKAGE)
    info = f"{PACKAGE}-{installed.version}.dist-info"
    files = {f"{_FOLDER.name}/{name}": data for name, data in _sources().items()}
    files |= {f"{info}/{name}": (installed.read_text(name) or "").encode() for name in _METADATA}
    for path in installed.files or ():
        if path.parent.name == "licenses":
            files[f"{info}/licenses/{path.name}"] = Path(str(installed.locate_file(path))).read_bytes()
    files[f"{info}/WHEEL"] = _WHEEL.encode()
    record = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in sorted(files.items())]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""]).encode()
    return f"{PACKAGE}-{installed.version}-py3-none-any.whl", zipped({n: (d, 0o644) for n, d in files.items()})


def zipped(files: Mapping[str, tuple[bytes, int]]) -> bytes:
    """Return a zip of these files, each with its mode. The same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (data, mode) in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system = 3  # Unix, on every system: otherwise programs ignore the modes
            entry.external_attr = (0o100000 | mode) << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()


def requirements(package: str = PACKAGE) -> list[str]:
    """Return `name==version` for each package that `package` needs directly or indirectly, as installed here.

    Packages that only an extra needs are left out.
    """
    versions: dict[str, str] = {}
    waiting = _dependencies(package)
    while waiting:
        name = waiting.pop()
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:  # only another system or another Python needs it
            continue
        if _normalised(name) not in versions:
            versions[_normalised(name)] = version.partition("+")[0]
            waiting += _dependencies(name)
    return [f"{name}=={version}" for name, version in sorted(versions.items())]


def pinned(package: str) -> str:
    """Return `name==version` for one installed package.

    The mark of a build (`+cpu`) is left out, because another machine needs another build.
    """
    return f"{package}=={metadata.version(package).partition('+')[0]}"


def _dependencies(package: str) -> list[str]:
    required = [text for text in metadata.requires(package) or () if "extra" not in text.partition(";")[2]]
    return [match[0] for text in required if (match := _NAME.match(text))]


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _sources() -> dict[str, bytes]:
    sources = {}
    for path in sorted(_FOLDER.rglob("*")):
        inside = PurePosixPath(path.relative_to(_FOLDER).as_posix())
        hidden = any(part.startswith(".") for part in inside.parts)
        if path.is_file() and inside.parts[0] not in _LEFT_OUT and "__pycache__" not in inside.parts and not hidden:
            sources[str(inside)] = path.read_bytes()
    return sources


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
