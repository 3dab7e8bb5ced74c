"""Fills in text cells: Markdown with Jinja2 placeholders that can only state facts.

An unknown name is an error; a placeholder may contain names, attributes and filters. A fact prints itself with its
unit. Words for a direction come from filters that compare the printed values, so that values that print the same are
"gelijk gebleven".
"""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import jinja2

from arbeidsmarkt.basics import dutch, plain_text
from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers.derivations import CHANGES, lower
from arbeidsmarkt.numbers.facts import Fact, MissingFact
from arbeidsmarkt.numbers.series import Derivation
from arbeidsmarkt.text import comparing, filter_calls, filters, markdown as marked, structure, templates
from arbeidsmarkt.text.environment import TextEnvironment
from arbeidsmarkt.text.markdown import Markdown, as_markdown


@dataclass
class Rendered:
    """A text cell with its placeholders filled in.

    Attributes:
        markdown: pandoc's Markdown; each printed fact is a span with class ``fact`` and its key.
        used: the keys of the facts that were printed or tested.
        left_out: what is left out because a fact is missing, in Dutch.
    """

    markdown: str
    used: set[str] = field(default_factory=set)
    left_out: list[str] = field(default_factory=list)


class Prose:
    """Fills in text cells with the facts of one notebook.

    Args:
        names: what placeholders may use: facts, lists of facts, periods; read again for each text.
        nearly: the largest change that a sentence calls "vrijwel gelijk", by unit.
    """

    def __init__(
        self, names: Callable[[], Mapping[str, object]], nearly: Callable[[], Mapping[str, Decimal]] = dict
    ) -> None:
        self._names = names
        self._nearly = nearly
        self._rendered = Rendered("")
        self._environment = TextEnvironment(self._print)
        self._environment.globals = {"has": self._has, "hanging": self._hanging}
        self._environment.filters.update(
            number=lambda fact: self._span(filters.fact_of(fact), filters.fact_of(fact).text),
            magnitude=self._magnitude,
            signed=self._signed,
            words=lambda fact: self._span(filters.fact_of(fact), dutch.cardinal(filters.count(fact))),
            ordinal=lambda fact: self._span(filters.fact_of(fact), dutch.ordinal(filters.count(fact))),
            period=filters.period,
            year=filters.year,
            stretch=filters.stretch,
            publisher=lambda fact: filters.publication(fact).publisher,
            published_on=lambda fact: dutch.date(filters.publication(fact).date),
            label=lambda fact: filters.fact_of(fact).label,
            series_title=lambda fact: lower(filters.fact_of(fact).observation.title),
            direction=self._direction,
            change=self._change,
            changed=self._changed,
            compared_with=self._compared_with,
            fraction=lambda fact: self._span(filters.fact_of(fact), filters.fraction(filters.fact_of(fact))),
            plural=lambda fact, one, more: one if filters.count(fact) == 1 else more,
            names=lambda facts: dutch.enumeration([self._asked(fact).label for fact in facts]),
            ranked=self._ranked,
            phrased=self._phrased,
            periods=lambda facts: dutch.enumeration([f"het {filters.period(self._asked(fact))}" for fact in facts]),
            listed=self._listed,
            listed_magnitudes=lambda facts: self._listed(facts, self._magnitude),
            about=self._print,
            literal=lambda text: str(text),
            capital=lambda text: type(text)(dutch.capitalised(text)),
        )
        self._environment.tests.update(
            up=lambda fact: self._sign(fact) > 0,
            down=lambda fact: self._sign(fact) < 0,
            unchanged=lambda fact: self._sign(fact) == 0,
            nearly_unchanged=lambda fact: self._sign(fact) == 0 or self._is_near(filters.fact_of(fact)),
            nearly_equal_to=lambda fact, other: self._ordered(fact, other) == 0 or self._near(fact, other),
            positive=lambda fact: self._asked(fact).printed > 0,
            negative=lambda fact: self._asked(fact).printed < 0,
            single=lambda fact: self._asked(fact).printed == 1,
            higher_than=lambda fact, other: self._ordered(fact, other) > 0,
            lower_than=lambda fact, other: self._ordered(fact, other) < 0,
            equal_to=lambda fact, other: comparing.sign(self._asked(fact), self._asked(other)) == 0,
            sum_of=lambda fact, *parts: self._asked(fact).printed == sum(self._asked(part).printed for part in parts),
            comparable_with=lambda fact, other: self._comparable(self._asked(fact), self._asked(other)),
            same_period_as=lambda fact, other: filters.period_of(fact) == filters.period_of(other),
            provisional=lambda fact: self._asked(fact).status in ("provisional", "revised_provisional"),
            at_least=lambda fact: self._asked(fact).at_least,
            forecast=lambda fact: getattr(filters.fact_of(fact).source, "kind", "") == "forecast",
        )
        self._plain_text = self._environment.for_plain_text()

    def render(self, template: str) -> Rendered:
        """Fill in a text cell, which is written in Markdown.

        Raises:
            UserError: an error in the template, something that is not running text, an unknown name or a missing fact;
                ``where`` is "line N".
        """
        for finding in structure.findings(template):
            raise UserError(finding.what, where=f"line {finding.line}", remedy=finding.remedy)
        text = marked.with_whole_facts(self._filled(self._environment, template))
        self._rendered.markdown = structure.meant(dutch.tied(templates.paragraphs(text)))
        return self._rendered

    def words(self, template: str) -> Markdown:
        """Fill in a caption, note or source line: one paragraph of plain text, apart from references and facts.

        Raises:
            UserError: as ``render``.
        """
        if isinstance(template, Markdown):  # written by the library (a source line), without placeholders
            return template
        text = self._filled(self._plain_text, plain_text.checked(template))
        return marked.opening(marked.one_line(dutch.tied(templates.paragraphs(text))))

    def _filled(self, environment: jinja2.Environment, template: str) -> str:
        self._rendered = Rendered("")
        try:
            return self.compiled(template, environment).render(dict(self._names()))
        except jinja2.TemplateSyntaxError as error:
            raise UserError(f"the text has an error: {error.message}", where=f"line {error.lineno}") from None
        except jinja2.UndefinedError as error:
            raise self._unknown(error) from None
        except UserError as error:
            raise error.at(templates.line_of(error)) from None
        except TypeError as error:
            fault = filter_calls.called_wrongly(error, environment.filters)
            raise fault.at(templates.line_of(error)) from None
        except (jinja2.TemplateError, ValueError, ArithmeticError, AttributeError, LookupError) as error:
            raise UserError(f"the text cannot be filled in: {error}", where=templates.line_of(error)) from None

    def compiled(self, template: str, environment: jinja2.Environment | None = None) -> jinja2.Template:
        """A compiled text; a text cell, unless another environment is given.

        Raises:
            jinja2.TemplateSyntaxError: with the line.
        """
        environment = environment or self._environment
        return jinja2.Template.from_code(environment, templates.code(environment, template), environment.globals)

    def _unknown(self, error: jinja2.UndefinedError) -> UserError:
        message = str(error)
        name = re.match(r"'(\w+)' is undefined", message)
        near = difflib.get_close_matches(name[1], [*self._names()], n=2) if name else []
        if not name:
            return UserError(f"the text uses what does not exist: {message}", where=templates.line_of(error))
        remedy = f"did you mean {' or '.join(near)}?" if near else "define it first with facts(…)"
        return UserError(f"unknown name '{name[1]}' in the text", where=templates.line_of(error), remedy=remedy)

    def _print(self, value: object) -> Markdown:
        """What a placeholder without a filter prints."""
        if isinstance(value, jinja2.Undefined):
            value._fail_with_undefined_error()
        if isinstance(value, Fact):
            return filters.precision(value) + self._span(value, value.with_unit)
        if isinstance(value, Period):
            return Markdown(value.text)
        if isinstance(value, Markdown):
            return value
        if isinstance(value, str):
            if any(f'{marked.FACT_MARK}{key}"' in value.lower() for key in self._rendered.used):
                raise marked.changed_fact()
            return as_markdown(value)
        raise UserError(
            f"a placeholder holds a {type(value).__name__}, not a fact", remedy="name the number with facts(…) first"
        )

    def _span(self, fact: Fact, text: str) -> Markdown:
        fact.printed  # noqa: B018  a missing fact must not be printed in any form
        self._rendered.used.add(fact.key)
        return Markdown(f'[{text}{marked.FACT_MARK}{fact.key}"}}')

    def _asked(self, value: object) -> Fact:
        fact = filters.fact_of(value)
        self._rendered.used.add(fact.key)
        return fact

    def _has(self, *values: object) -> bool:
        """Whether all these facts have a value; those without one are listed as left out."""
        for value in values:
            facts = value if isinstance(value, (list, tuple)) else [value]
            if isinstance(value, (list, tuple)) and not value:
                return False
            for item in facts:
                fact = self._asked(item)
                if fact.missing:
                    self._leave_out(fact)
        return all(
            not filters.fact_of(item).missing
            for value in values
            for item in (value if isinstance(value, (list, tuple)) else [value])
        )

    def _leave_out(self, fact: Fact) -> None:
        """List a missing fact as left out."""
        when = f", {fact.period.text}" if fact.period else ""
        about = f" ({fact.label})" if fact.label else ""
        why = f" ({fact.observation.reason})" if fact.observation.reason else ""
        sentence = f"{fact.observation.title}{about}{when}{why}"
        if sentence not in self._rendered.left_out:
            self._rendered.left_out.append(sentence)

    def _hanging(self, *values: object, caller: Callable[[], Markdown]) -> Markdown:
        """A sentence; empty if a fact that it prints is missing, which is then listed as left out.

        Args:
            values: what the sentence prints outside conditions; only facts can be missing, not periods or texts.
            caller: returns the sentence, filled in.
        """
        facts = [value for value in values if isinstance(value, Fact) or filters.are_facts(value)]
        if not self._has(*facts):
            return Markdown()
        try:
            return caller()
        except MissingFact as error:
            if error.fact is not None:
                self._leave_out(error.fact)
            return Markdown()

    def _magnitude(self, value: object) -> Markdown:
        """The size of a change without its sign, for a sentence that states the direction itself."""
        fact = filters.fact_of(value)
        size = dutch.with_unit(abs(fact.printed), fact.observation.decimals, fact.unit)
        return filters.precision(fact) + self._span(fact, size)

    def _signed(self, value: object) -> Markdown:
        """The number with its unit and a plus or minus."""
        fact = filters.fact_of(value)
        return self._span(fact, dutch.with_unit(fact.printed, fact.observation.decimals, fact.unit, sign=True))

    def _sign(self, value: object) -> int:
        fact = self._asked(value)
        source = fact.source
        operation = source.operation if isinstance(source, Derivation) else ""
        if operation not in CHANGES and fact.unit not in ("percent", "percentage_point"):
            raise UserError(
                f"'{fact.key}' is a level, not a change, so it has no direction",
                remedy="name the change with difference(…) or growth(…), or use compared_with",
            )
        return filters.signum(fact.printed)

    def _direction(self, value: object, up: str, down: str, same: str, nearly: str | None = None) -> str:
        sign = self._sign(value)
        if nearly is not None and sign and self._is_near(filters.fact_of(value)):
            return nearly
        return {1: up, -1: down, 0: same}[sign]

    def _is_near(self, change: Fact) -> bool:
        """Whether a change is so small that a sentence calls it "vrijwel gelijk"; never for rates of growth."""
        source = change.source
        if isinstance(source, Derivation) and source.operation != "difference":
            return False
        return abs(change.printed) <= self._nearly().get(change.unit, Decimal(0))

    def _near(self, value: object, other: object) -> bool:
        """Whether two facts differ by so little that a sentence calls them "vrijwel gelijk"."""
        return comparing.near(filters.fact_of(value), filters.fact_of(other), self._nearly())

    def _change(self, value: object, up: str = "meer dan", down: str = "minder dan", same: str = "evenveel als") -> str:
        """A change with its size and direction, "18 duizend minder dan"; only ``same`` if nothing changed.

        A change of at most the threshold in ``nearly.yml`` is "vrijwel" the same, without its size.
        """
        sign = self._sign(value)
        if sign and self._is_near(filters.fact_of(value)):
            return f"vrijwel {same}"
        return self._magnitude(value) + f" {up if sign > 0 else down}" if sign else same

    def _changed(
        self, value: object, up: str = "toegenomen", down: str = "afgenomen", same: str = "gelijk gebleven"
    ) -> str:
        """A change as a whole predicate: "met 18 duizend toegenomen", "vrijwel gelijk gebleven", "gelijk gebleven"."""
        sign = self._sign(value)
        if sign and self._is_near(filters.fact_of(value)):
            return f"vrijwel {same}"
        return "met " + self._magnitude(value) + f" {up if sign > 0 else down}" if sign else same

    def _comparable(self, a: Fact, b: Fact) -> bool:
        """Whether a text may say which of two facts is higher; if not, that is listed as left out."""
        why = "" if a.missing or b.missing else comparing.unordered(a, b)
        self._rendered.left_out += [why] if why and why not in self._rendered.left_out else []
        return not (why or a.missing or b.missing)

    def _ordered(self, value: object, other: object) -> int:
        """The sign of the difference; ``MissingFact`` if a revision as large as any known could reverse it."""
        a, b = self._asked(value), self._asked(other)
        found = comparing.sign(a, b)
        if not self._comparable(a, b):
            raise comparing.refusal(a, b)
        return found

    def _compared_with(
        self, value: object, other: object, higher: str, lower: str, equal: str, nearly: str | None = None
    ) -> str:
        """The word for how one fact compares with another; ``nearly`` if they differ by at most the threshold."""
        sign = self._ordered(value, other)
        if nearly is not None and sign and self._near(value, other):
            return nearly
        return {1: higher, -1: lower, 0: equal}[sign]

    def _listed(self, facts: Iterable[object], show: Callable[[object], str] | None = None) -> Markdown:
        """Members with their numbers, grouped if equal: "Drenthe (321), en Flevoland en Zeeland (beide 213)"."""
        found, groups = [], self._equals(facts)
        for group in groups:
            word = {1: "", 2: "beide "}.get(len(group), f"alle {dutch.cardinal(len(group))} ")
            found.append(f"{as_markdown(filters.labels(group))} ({word}{(show or self._print)(group[0])})")
        apart = len(groups) > 1 and len(groups[-1]) > 1
        return Markdown(f"{', '.join(found[:-1])}, en {found[-1]}" if apart else dutch.enumeration(found))

    def _phrased(self, facts: Iterable[object], before: str, between: str) -> Markdown:
        """Numbers with their members in words: "met 6,8 procent in de horeca en met 5,4 procent in de zorg"."""
        parts = [
            f"{before} " + self._magnitude(one[0]) + f" {between} {filters.labels(one)}" for one in self._equals(facts)
        ]
        return Markdown(dutch.enumeration(parts))

    def _ranked(self, facts: Iterable[object]) -> str:
        """Members in their order: "de bouw, gevolgd door de horeca en de zorg"; equal ones are joined by "en"."""
        first, *others = self._equals(facts)
        rest = dutch.enumeration([fact.label for group in others for fact in group])
        return f"{filters.labels(first)}, gevolgd door {rest}" if rest else filters.labels(first)

    def _equals(self, facts: Iterable[object]) -> list[list[Fact]]:
        """The facts in their order, with consecutive ones that print the same in one group, sorted by name."""
        asked = [*map(self._asked, facts)]
        if not asked:
            raise MissingFact("the text lists facts, and there are none", remedy="begin the sentence with '? '")
        groups = itertools.groupby(asked, key=lambda fact: fact.with_unit)
        return [sorted(group, key=lambda fact: fact.label) for _, group in groups]
