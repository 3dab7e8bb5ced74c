"""One edition built whole and moved into its place; several at once; whether it is up to date; the preview."""

__all__ = [
    "atomic",
    "batch",
    "build",
    "by_hand",
    "final_record",
    "made_from",
    "page",
    "preview",
    "remarks",
    "start_page",
    "verify",
]
