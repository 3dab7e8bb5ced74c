"""From a save in a notebook to the page that shows it: ``make bench``. Not a test: it prints a line."""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from pathlib import Path

from tests.bench import another_sentence, checkout

from arbeidsmarkt.building.made_from import Order
from arbeidsmarkt.building.preview import Preview, watch
from arbeidsmarkt.execution import children

EDITION, NOTEBOOK, TIMES = "2024Q3", "tension", 5


def main() -> None:
    seconds = []
    with tempfile.TemporaryDirectory(prefix="arbeidsmarkt-bench-") as folder:
        project, stop = checkout(Path(folder)), threading.Event()
        order = Order(project, EDITION, project.build, jobs=children.processors())
        with Preview(order, say=lambda line: None) as preview:
            ready = threading.Event()
            watcher = threading.Thread(target=watch, args=(preview, ready.set, stop))
            watcher.start()
            ready.wait()
            for number in range(TIMES):
                before, began = preview.board.state, time.monotonic()
                another_sentence(project, NOTEBOOK, f"Proefzin{' en nog een' * number}.")
                after = preview.board.after(before, 60)
                assert not after.error, after.error
                seconds.append(time.monotonic() - began)
            stop.set()
            watcher.join()
    print(
        f"from save to seen, one notebook: {statistics.median(seconds):.1f} s, at most {max(seconds):.1f} s (limit 3 s)"
    )


if __name__ == "__main__":
    main()
