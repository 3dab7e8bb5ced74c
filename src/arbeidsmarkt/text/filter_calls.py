"""Messages for authors who call a filter of a text cell with wrong arguments."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping

from arbeidsmarkt.basics.errors import UserError

#: an example call of each filter that takes words
_EXAMPLES = {
    "change": "{{ x | change('meer dan', 'minder dan', 'evenveel als') }}",
    "direction": "{{ x | direction('gestegen', 'gedaald', 'gelijk gebleven') }}",
    "compared_with": "{{ x | compared_with(y, 'hoger dan', 'lager dan', 'even hoog als') }}",
    "phrased": "{{ facts | phrased('met', 'in') }}",
}


def called_wrongly(error: TypeError, filters: Mapping[str, Callable[..., object]]) -> UserError:
    """The error for a filter that was called with too few, too many or wrong arguments.

    Args:
        error: Python's error: "Prose._change() missing 2 required positional arguments: 'down' and 'same'".
        filters: all filters, by name.
    """
    message = str(error)
    named = re.match(r"(?:\w+\.)*(?:<lambda>|_?(\w+))\(\)", message)
    name = named[1] if named and named[1] in filters else ""
    if kind := re.match(r"'(\w+)' object is not iterable", message):
        return UserError(f"a {kind[1]} stands where the text needs a list", remedy="name a list: facts(name=[…])")
    if "unsupported operand" in message:
        what = "the text computes with a fact"
        return UserError(what, remedy="compute it in a cell before, and name the result with facts(…)")
    if "no loader" in message:
        return UserError("a text cannot take in another one", remedy="write the text itself, or use a macro")
    if not name:
        what = message.partition("() ")[2] or message
        return UserError(f"a filter or test in the text was not called as it is to be: {what}")
    _, *needed = inspect.signature(filters[name]).parameters
    if not needed:
        return UserError(f"the filter '{name}' takes nothing in brackets", remedy=f"write {{{{ x | {name} }}}}")
    missing = re.search(r"missing .*arguments?: (.*)", message)
    what = f"it was not given {missing[1]}" if missing else message.partition("() ")[2]
    return UserError(f"the filter '{name}' needs {', '.join(needed)}: {what}", remedy=_form(name))


def _form(name: str) -> str:
    return f"write {_EXAMPLES[name]}" if name in _EXAMPLES else f"see how '{name}' is used in the other notebooks"
