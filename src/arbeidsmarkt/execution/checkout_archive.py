"""Packs a checkout, or a finished edition, into one archive, and unpacks it elsewhere."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterable
from pathlib import Path

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project

LARGEST = 200_000_000  # bytes


def pack_checkout(project: Project) -> bytes:
    """Pack all files of a checkout that git tracks or would add: changed and untracked files too, ignored ones not.

    Raises:
        UserError: it is not a git checkout, git is not installed, or the archive is larger than ``LARGEST``.
    """
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=project.root, capture_output=True, check=True).stdout  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        remedy = "a cluster builds from a checkout of git; build without --cluster"
        raise UserError("git cannot list the files of the project", where=str(project.root), remedy=remedy) from None
    names = sorted({name for name in listed.decode().split("\0") if name})
    content = pack(project.root, (name for name in names if (project.root / name).is_file()))
    if len(content) > LARGEST:
        what = f"the checkout is {len(content) / 1e6:.0f} MB as an archive, and {LARGEST / 1e6:.0f} MB is the most"
        raise UserError(what, where=str(project.root), remedy="have git ignore what the report is not made from")
    return content


def pack_folder(folder: Path) -> bytes:
    """Pack all files of a folder."""
    return pack(folder, sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))


def pack(root: Path, names: Iterable[str]) -> bytes:
    """Pack files below a folder; the same files give the same bytes."""

    def plain(info: tarfile.TarInfo) -> tarfile.TarInfo:
        info.mtime, info.uid, info.gid, info.uname, info.gname = 0, 0, 0, "", ""
        info.mode = 0o755 if info.mode & 0o100 else 0o644
        return info

    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:xz", preset=1) as archive:
        for name in names:
            archive.add(root / name, name, recursive=False, filter=plain)
    return stream.getvalue()


def unpack(content: bytes, folder: Path) -> None:
    """Unpack an archive into a folder, and nowhere else.

    Raises:
        UserError: the archive is damaged, or contains a path or link that leads out of the folder.
    """
    folder.mkdir(parents=True)
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:xz") as archive:
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise UserError(f"an archive cannot be unpacked: {error}", remedy="build again") from None
