"""One edition built whole and moved into its place; several at once; whether a build is up to date; the preview."""

__all__ = ["atomic", "batch", "build", "final_record", "index_page", "made_from", "page", "preview", "verify"]
