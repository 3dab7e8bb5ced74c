"""The signed tag of a final edition, if git can sign: evidence of who made it final, if only they have the key."""

from __future__ import annotations

import subprocess
from typing import Literal

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.project import Project

Signature = Literal["none", "good", "bad"]


def name(edition: str, number: int) -> str:
    """The name of a print's tag: ``edition-2024Q3`` for the first, ``edition-2024Q3-1`` after the first erratum."""
    return f"edition-{edition}" + (f"-{number}" if number else "")


def can_sign(project: Project) -> bool:
    """Whether git has a key to sign with, and a commit to tag."""
    return bool(_git(project, "config", "user.signingkey").stdout.strip()) and _git(
        project, "rev-parse", "--verify", "--quiet", "HEAD"
    ).returncode == 0  # fmt: skip


def sign(project: Project, edition: str, number: int, fingerprint: str, by: str, reviewed_by: str) -> str:
    """Add a signed tag to the commit that is checked out; its message has the hash and both names.

    Returns:
        The tag's name; empty if git has no key.

    Raises:
        UserError: signing fails, or the tag exists already.
    """
    if not can_sign(project):
        return ""
    tag = name(edition, number)
    message = f"{tag}: final\n\nfiles: sha256:{fingerprint}\nfinal: {by}\nreviewed: {reviewed_by}\n"
    done = _git(project, "tag", "--sign", tag, "--message", message)
    if done.returncode:
        said = " ".join(done.stderr.split())
        raise UserError(f"git cannot sign the tag: {said}", where=tag, remedy=f"mend it, then: git tag --sign {tag}")
    return tag


def check(project: Project, edition: str, number: int, fingerprint: str) -> Signature:
    """The state of a print's tag: ``none`` if there is none or it is not signed.

    ``bad`` if the signature is not valid, or is for other files.
    """
    tag = name(edition, number)
    content = _git(project, "cat-file", "tag", tag)
    if content.returncode or "-----BEGIN" not in content.stdout:
        return "none"
    held = _git(project, "verify-tag", tag).returncode == 0
    return "good" if held and f"files: sha256:{fingerprint}\n" in content.stdout else "bad"


def _git(project: Project, *words: str) -> subprocess.CompletedProcess[str]:
    command = ["git", "-C", str(project.root), *words]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return subprocess.CompletedProcess(command, 1, "", "git is not there or does not answer")
