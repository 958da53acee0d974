"""Intermediate arrays are saved, loaded, mapped and zipped in temporary files."""

import io
import json
import pickle
import shutil
import sqlite3
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from plain import Counter, batches, fit, slope  # noqa: F401


def double(x):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.npy"
        np.save(path, x)
        np.savez_compressed(Path(folder) / "all.npz", x=x)
        with np.load(Path(folder) / "all.npz") as stored:
            half = stored["x"]
        np.savetxt(Path(folder) / "x.txt", x)
        shutil.copy(path, Path(folder) / "copy.npy")
        mapped = np.memmap(Path(folder) / "mapped", dtype=x.dtype, mode="w+", shape=x.shape)
        mapped[:] = np.load(Path(folder) / "copy.npy", mmap_mode="r")
        mapped.flush()
        with zipfile.ZipFile(Path(folder) / "a.zip", "w") as archive:
            archive.write(path, "x.npy")
        return mapped + half


def total(x):
    with tempfile.NamedTemporaryFile() as file, tempfile.TemporaryFile() as other:
        pickle.dump(x, file)
        file.seek(0)
        other.write(file.read())
        other.seek(0)
        rows = pickle.load(other)
    Path("notes.json").write_text(json.dumps(rows.tolist()), encoding="utf-8")
    with sqlite3.connect("sums.db") as base:
        base.execute("drop table if exists sums")
        base.execute("create table sums (number integer, value real)")
        numbers = enumerate(json.loads(Path("notes.json").read_text(encoding="utf-8")))
        base.executemany("insert into sums values (?, ?)", [(number, sum(row)) for number, row in numbers])
        found = base.execute("select value from sums order by number").fetchall()
    buffer = io.BytesIO()
    np.save(buffer, np.array(found)[:, 0])
    buffer.seek(0)
    return np.load(buffer)
