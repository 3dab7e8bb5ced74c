"""Reads StatLine into a new vintage, complete and checked or not at all; ``devserver`` imitates it for tests."""

__all__ = ["client", "devserver", "fetch", "guard", "lifecycle", "metadata", "plan", "rows", "session", "table"]
