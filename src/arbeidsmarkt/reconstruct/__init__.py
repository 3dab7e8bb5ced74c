"""Vintages put together from collected CBS publications: ``python -m arbeidsmarkt.reconstruct FOLDER``.

The rules stand in ``rules``; ``data/vintages/README.md`` says them in words.
"""
