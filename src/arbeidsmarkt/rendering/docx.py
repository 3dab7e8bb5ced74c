"""DOCX."""
from pathlib import Path

def render(folder: Path, design: Path, epoch: int) -> bytes:
    """The file."""
    return b""
