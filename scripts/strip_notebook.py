"""nbstripout for git's hooks and filter, which start it once for every notebook (see ``make hooks``).

Where JupyterLab is installed, jsonschema compiles a grammar of addresses on import, which no notebook needs: 1.5 s each
time.
"""

import importlib
import sys

if __name__ == "__main__":
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]  # jsonschema does without what is not there
    importlib.import_module("nbstripout").main()
