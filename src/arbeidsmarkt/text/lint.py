"""Finds what is typed by hand in a text cell although it should come from a fact.

Digits and number words must come from a fact, or be declared by the author once per notebook:
``literals("sinds 2020")``; in a caption made in code ``{{ '2020' | literal }}`` marks one too. A word for a direction
or an extreme must be chosen by a filter, or be in a branch that depends on the figure (``{% if growth is up %}``); a
test whether the fact exists (``has``) is not enough. Placeholders may contain no arithmetic and no number. The text is
read through Jinja2's syntax tree; what Markdown does not print (labels, references, addresses) is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import jinja2
from jinja2 import nodes

from arbeidsmarkt.text import templates
from arbeidsmarkt.text.claim_words import is_direction_word, is_number_word, without_expressions

_ENVIRONMENT = jinja2.Environment(  # noqa: S701  Markdown, never rendered here
    comment_start_string="{##", comment_end_string="##}", extensions=[templates.Sentence]
)
_PLACEHOLDER = "\ufffc"

#: tests of what a figure says; ``has`` and the like only test whether there is one
_DECIDING = frozenset(
    "up down unchanged nearly_unchanged positive negative single higher_than lower_than equal_to nearly_equal_to "
    "same_period_as sum_of".split()
)
_ARITHMETIC = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg, nodes.Pos)
#: Jinja2's own filters that compute a number
_COMPUTING = frozenset("abs batch count filesizeformat float int length max min round slice sum wordcount".split())
_COUNTERS = frozenset("index index0 revindex revindex0 length depth depth0".split())

#: parts of Markdown that are not printed
_NOT_READ = re.compile(
    r"""
      <!--.*?-->                          # a comment
    | ^:{3,}.*?$                          # the fence of a block
    | \{[#.=-][^{}\n]*\}                  # attributes: {#sec-wages .unnumbered}
    | \[\^[^\]\n]+\]:?                    # a footnote's label
    | \]\([^)\n]*\)                       # the address of a link
    | ^\[[^\]\n]+\]:\s*\S+                # a link's definition
    | (?<!\w)@(?:fig|tbl|sec)-[\w-]+     # a cross-reference
    | </?[A-Za-z][^>\n]*>                 # an HTML tag
    | &[A-Za-z]+;                         # &nbsp;, but not a digit written as &#50;
    | <?https?://[^\s>]+>?
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_DIGITS = re.compile(r"[²³¹⁰-⁹₀-₉¼-¾⅐-↋①-⒛]+|[^\W_]*\d(?:[^\W_]|[.,\u202f\u00a0-](?=\d))*")
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.!?;:]\s|\n\s*\n")


@dataclass(frozen=True)
class Finding:
    """Something typed by hand.

    Attributes:
        line: the line of the text, from 1.
        what: what was typed.
        remedy: what to write instead.
    """

    line: int
    what: str
    remedy: str


def lint(template: str, *, decided: bool = False, literals: Sequence[str] = ()) -> list[Finding]:
    """Everything typed by hand in a text cell, a caption or an alternative text, in the order of its lines.

    Args:
        template: the text with its placeholders.
        decided: whether the text is already inside a branch that depends on a figure, so that it may name a direction.
        literals: phrases that the notebook declares with ``literals`` ("15 tot 75 jaar").
    """
    text = without(template, literals)
    blank = len(text) - len(text.lstrip("\n"))
    return [replace(finding, line=finding.line + blank) for finding in _findings(text.strip("\n"), decided)]


# a build looks at each text twice: in the notebook's file, and in its kernel, which is forked from that process
@lru_cache(maxsize=2000)
def _findings(text: str, decided: bool) -> tuple[Finding, ...]:
    try:
        tree = _ENVIRONMENT.parse(templates.with_sentences(text))
    except jinja2.TemplateSyntaxError as error:
        return (Finding(error.lineno, f"the text has an error: {error.message}", "mend the placeholder"),)
    found = [*_statements(tree, decided)]
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: finding.line))


def in_text(phrase: str) -> re.Pattern[str]:
    """A pattern that finds a declared phrase, also at the beginning of a sentence and across a line break."""
    words = r"\s+".join(map(re.escape, phrase.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def too_bare(phrase: str) -> bool:
    """Whether a declared phrase is only a number or a claim, so that it would be accepted everywhere."""
    words = [word for word in _WORD.findall(phrase) if not is_number_word(word) and not is_direction_word(word)]
    return not words


def without(template: str, literals: Sequence[str]) -> str:
    """A text with the declared phrases replaced by blanks, so that all positions stay the same."""
    for phrase in sorted(literals, key=len, reverse=True):
        template = in_text(phrase).sub(lambda match: re.sub(r"[^\n]", " ", match[0]), template)
    return template


def names(template: str) -> set[str]:
    """All names that a text's placeholders use; empty for a text that cannot be parsed."""
    try:
        tree = _ENVIRONMENT.parse(templates.with_sentences(template))
    except jinja2.TemplateSyntaxError:
        return set()
    return {name.name for name in tree.find_all(nodes.Name)}


def _statements(node: nodes.Node, decided: bool) -> Iterator[Finding]:
    if isinstance(node, nodes.Output):
        yield from _output(node, decided)
    elif isinstance(node, nodes.If):
        yield from _if(node, decided)
    else:
        for child in node.iter_child_nodes():
            if isinstance(child, nodes.Expr):
                # the subject of a loop or of a filter block is not printed; a value that is set may be
                yield from _expression(child, decided, printed=isinstance(node, nodes.Assign))
            else:
                yield from _statements(child, decided)


def _if(node: nodes.If, decided: bool) -> Iterator[Finding]:
    for branch in (node, *node.elif_):
        yield from _expression(branch.test, decided, printed=False)
        decided = decided or _decides(branch.test)
        for child in branch.body:
            yield from _statements(child, decided)
    for child in node.else_:
        yield from _statements(child, decided)


def _decides(test: nodes.Node) -> bool:
    """Whether a condition depends on what a figure says."""
    found = [test, *test.find_all((nodes.Test, nodes.Compare))]
    return any(
        (isinstance(part, nodes.Test) and part.name in _DECIDING)
        or (isinstance(part, nodes.Compare) and part.find(nodes.Name) is not None)
        for part in found
    )


def _output(node: nodes.Output, decided: bool) -> Iterator[Finding]:
    text, lines = "", []
    for part in node.nodes:
        if isinstance(part, nodes.TemplateData):
            line = part.lineno
            for character in part.data:
                lines.append(line)
                line += character == "\n"
            text += part.data
        else:
            lines.append(part.lineno)
            text += _PLACEHOLDER
            yield from _expression(part, decided, printed=True)
    read = _NOT_READ.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    for position, what, remedy in _typed(read, decided):
        yield Finding(lines[position], what, remedy)


def _typed(text: str, decided: bool) -> Iterator[tuple[int, str, str]]:
    """(position, what, remedy) of every number, number word and direction word in printed text."""
    mark = "put it in a fact, or declare it with the words around it: literals('… {} …')"
    for match in _DIGITS.finditer(text):
        yield match.start(), f"digit '{match[0]}' typed by hand", mark.format(match[0])
    plain = without_expressions(text)
    for match in _WORD.finditer(plain):
        word = match[0]
        if is_number_word(word):
            yield match.start(), f"number word '{word}' typed by hand", mark.format(word)
        elif not decided and is_direction_word(word, _sentence(plain, match.start())):
            remedy = f"let a filter or a branch on a fact decide it, or declare it: literals('… {word} …')"
            yield match.start(), f"direction word '{word}' typed by hand", remedy


def _sentence(text: str, position: int) -> str:
    start = max((match.end() for match in _SENTENCE_END.finditer(text[:position])), default=0)
    end = _SENTENCE_END.search(text, position)
    return text[start : end.start() if end else len(text)]


def _expression(node: nodes.Node, decided: bool, *, printed: bool) -> Iterator[Finding]:
    """What is wrong inside a placeholder or a condition.

    Args:
        node: the expression.
        decided: whether the expression may name a direction.
        printed: whether readers see a string constant of the expression.
    """
    match node:
        case nodes.Const():
            yield from _constant(node, decided, printed)
        case nodes.Filter(name="literal", node=nodes.Const(value=str())):
            return
        case nodes.Filter():
            yield from _filter(node, decided, printed)
        case nodes.CondExpr():
            yield from _choice(node, decided, printed)
        case nodes.Getitem():
            yield from _expression(node.node, decided, printed=printed)
            # a constant is the key of an item, which is not printed
            if not (isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, (int, str))):
                yield from _expression(node.arg, decided, printed=False)
        case _:
            yield from _computed(node)
            compares = isinstance(node, (nodes.Test, nodes.Compare))
            for child in node.iter_child_nodes():
                yield from _expression(child, decided, printed=printed and not compares)


def _computed(node: nodes.Node) -> Iterator[Finding]:
    """The fault of an expression that makes a number of its own."""
    match node:
        case nodes.Getattr(node=nodes.Name(name="loop")) if node.attr in _COUNTERS:
            yield Finding(node.lineno, f"'loop.{node.attr}' is a number that no fact holds", "name it with facts(…)")
        case nodes.Call(node=nodes.Name(name="range")):
            yield Finding(node.lineno, "a loop over numbers inside a placeholder", "loop over a list of facts")
        case _ if isinstance(node, _ARITHMETIC):
            yield Finding(node.lineno, "arithmetic inside a placeholder", "derive the number and name it with facts(…)")


def _choice(node: nodes.CondExpr, decided: bool, printed: bool) -> Iterator[Finding]:
    """What is wrong in ``a if test else b``; a test of a figure lets both texts name a direction."""
    yield from _expression(node.test, decided, printed=False)
    decided = decided or _decides(node.test)
    for branch in (node.expr1, node.expr2):
        if branch is not None:
            yield from _expression(branch, decided, printed=printed)


def _filter(node: nodes.Filter, decided: bool, printed: bool) -> Iterator[Finding]:
    if node.name in _COMPUTING:
        yield Finding(node.lineno, f"the filter '{node.name}' makes a number", "derive it and name it with facts(…)")
    if node.node is not None:
        yield from _expression(node.node, decided, printed=printed)
    for argument in (*node.args, *(keyword.value for keyword in node.kwargs)):
        # a filter chooses among its arguments, so these may name a direction, but not a number
        yield from _expression(argument, True, printed=True)


def _constant(node: nodes.Const, decided: bool, printed: bool) -> Iterator[Finding]:
    value = node.value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        yield Finding(node.lineno, f"the number {value} inside a placeholder", "name it with facts(…)")
    elif isinstance(value, str) and printed:
        for _, what, remedy in _typed(value, decided):
            yield Finding(node.lineno, what, remedy)
