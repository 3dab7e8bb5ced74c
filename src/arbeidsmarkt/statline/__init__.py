"""StatLine, read into a new vintage: complete and checked, or not at all. ``devserver`` plays it on loopback."""

__all__ = ["client", "devserver", "fetch", "guard", "lifecycle", "metadata", "plan", "rows", "session", "table"]
