"""From a save in a notebook to the page that shows it: ``make bench``. Not a test: it prints a line."""

from __future__ import annotations

import json
import shutil
import statistics
import tempfile
import threading
import time
from pathlib import Path

from arbeidsmarkt import workers
from arbeidsmarkt.current import Order
from arbeidsmarkt.preview import Preview, watch
from arbeidsmarkt.project import Project

REPOSITORY = Path(__file__).resolve().parent.parent
EDITION, NOTEBOOK, TIMES = "2024Q3", "1-tension.ipynb", 5


def write(path: Path, number: int) -> None:
    """Save the notebook with another sentence in its last text cell."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = [cell for cell in notebook["cells"] if "".join(cell["source"]).startswith("%%prose")][-1]
    cell["source"] = (
        "".join(cell["source"]).partition("\n\nProefzin")[0] + "\n\nProefzin" + " en nog een" * number + "."
    )
    path.write_text(json.dumps(notebook), encoding="utf-8")


def main() -> None:
    seconds = []
    with tempfile.TemporaryDirectory(prefix="arbeidsmarkt-bench-") as folder:
        for name in ("params", "notebooks", "reports", "data"):
            shutil.copytree(REPOSITORY / name, Path(folder) / name)
        shutil.copy(REPOSITORY / "requirements.lock", folder)
        project, stop = Project(Path(folder)), threading.Event()
        order = Order(project, EDITION, project.build, jobs=workers.processors())
        with Preview(order, say=lambda line: None) as preview:
            preview.build()
            watcher = threading.Thread(target=watch, args=(preview, stop))
            watcher.start()
            time.sleep(1)
            for number in range(TIMES):
                before, began = preview.board.state, time.monotonic()
                write(project.notebooks / NOTEBOOK, number)
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
