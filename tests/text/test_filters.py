"""A filter that is called wrongly is answered by its name, with what it needs and an example."""

from __future__ import annotations

import pytest

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.numbers.derivations import difference
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.text.prose import Prose
from made_up_figures import Q3, value

RISE = Fact("rise", difference(value(4), value(3), title="Verandering"))


@pytest.mark.parametrize(
    ("template", "answer"),
    [
        (
            "{{ rise | change('meer', 'minder', 'gelijk', 'nog een') }}",
            "line 1: the filter 'change' needs up, down, same: takes",
        ),
        ("{{ rise | compared_with(rise) }}", "the filter 'compared_with' needs other, higher, lower, equal"),
        ("{{ rise | magnitude('x') }}", "takes nothing in brackets|was not called as it is to be"),
        ("{{ rise | plural('kwartaal') }}", "was not called as it is to be|the filter 'plural' needs"),
        ("{% if rise is higher_than %}x{% endif %}", "was not called as it is to be"),
        ("{{ rise | listed }}", "."),
        ("{{ quarter | names }}", "."),
    ],
)
def test_it_is_answered(template: str, answer: str) -> None:
    with pytest.raises(UserError, match=answer) as told:
        Prose(lambda: {"rise": RISE, "quarter": Q3}).render(template)
    assert "Prose._" not in str(told.value) and "<lambda>" not in str(told.value)
