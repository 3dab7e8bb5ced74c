"""What is typed by hand in a text cell although only a fact could vouch for it.

Digits and number words always need a fact or the author's declaration, once per notebook:
``literals("sinds 2020")``; in a caption made in code ``{{ '2020' | literal }}`` marks one too. A word for a direction
or an extreme needs a filter that chooses it, or a branch that depends on the figure (``{% if growth is up %}``);
whether a fact exists (``has``) decides no direction. Inside placeholders there is no arithmetic and no number. The
text is read through Jinja2's syntax tree, and what Markdown does not print (labels, references, addresses) is passed
over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import jinja2
from jinja2 import nodes

from arbeidsmarkt.text import templates
from arbeidsmarkt.text.claim_words import is_direction_word, is_number_word, without_expressions

_ENVIRONMENT = jinja2.Environment(
    comment_start_string="{##", comment_end_string="##}", extensions=[templates.Sentence],
    autoescape=False,  # noqa: S701  Markdown, never rendered here
)  # fmt: skip
_PLACEHOLDER = "\ufffc"

#: tests that look at what a figure says; ``has`` and the like only look whether it is there
_DECIDING = frozenset(
    "up down unchanged nearly_unchanged positive negative single higher_than lower_than equal_to nearly_equal_to "
    "same_period_as sum_of".split()
)
_ARITHMETIC = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg, nodes.Pos)
#: Jinja2's own filters that make a number
_COMPUTING = frozenset("abs batch count filesizeformat float int length max min round slice sum wordcount".split())
_COUNTERS = frozenset("index index0 revindex revindex0 length depth depth0".split())

#: what stands in the Markdown and is not read by anybody
_NOT_READ = re.compile(
    r"""
      <!--.*?-->                          # a comment
    | ^:{3,}.*?$                          # the fence of a block
    | \{[#.=-][^{}\n]*\}                  # attributes: {#sec-wages .unnumbered}
    | \[\^[^\]\n]+\]:?                    # a footnote's label
    | \]\([^)\n]*\)                       # the address of a link
    | ^\[[^\]\n]+\]:\s*\S+                # a link's definition
    | <?https?://[^\s>]+>?
    | (?<!\w)@(?:fig|tbl|sec)-[\w-]+     # a cross-reference
    | </?[A-Za-z][^>\n]*>                 # an HTML tag
    | &[A-Za-z]+;                         # &nbsp;, but not a digit written as &#50;
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
        line: of the text, from 1.
        what: what stands there.
        remedy: what to write instead.
    """

    line: int
    what: str
    remedy: str


def lint(template: str, *, decided: bool = False, literals: Sequence[str] = ()) -> list[Finding]:
    """Everything typed by hand in a text cell, a caption or an alternative text, in the order of its lines.

    Args:
        template: the text with its placeholders.
        decided: the text stands in a branch on a figure already, so that it may name a direction.
        literals: phrases that the notebook declares to be meant as they stand ("15 tot 75 jaar").
    """
    try:
        tree = _ENVIRONMENT.parse(templates.with_sentences(without(template, literals)))
    except jinja2.TemplateSyntaxError as error:
        return [Finding(error.lineno, f"the text has an error: {error.message}", "mend the placeholder")]
    found = [*_statements(tree, decided)]
    return sorted(dict.fromkeys(found), key=lambda finding: finding.line)


def in_text(phrase: str) -> re.Pattern[str]:
    """Finds a declared phrase in a text, also at the beginning of a sentence and across the end of a line."""
    words = r"\s+".join(map(re.escape, phrase.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def too_bare(phrase: str) -> bool:
    """Whether a declared phrase is only a number or a claim, which would let it pass wherever it is typed."""
    words = [word for word in _WORD.findall(phrase) if not is_number_word(word) and not is_direction_word(word)]
    return not words


def without(template: str, literals: Sequence[str]) -> str:
    """A text with the declared phrases blanked out, every character's place kept."""
    for phrase in sorted(literals, key=len, reverse=True):
        template = in_text(phrase).sub(lambda match: re.sub(r"[^\n]", " ", match[0]), template)
    return template


def names(template: str) -> set[str]:
    """Every name that a text's placeholders use; nothing of a text that cannot be read."""
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
        for field, value in node.iter_fields():
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, nodes.Expr):
                    # what a loop runs over and what a filter block takes is not printed; a set value may be
                    yield from _expression(child, decided, printed=isinstance(node, nodes.Assign) and field == "node")
                elif isinstance(child, nodes.Node):
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
    """Whether a condition looks at what a figure says."""
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
    """(position, what, remedy) of every digit, number word and direction word in a text that is read."""
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
    start = max((match.end() for match in _SENTENCE_END.finditer(text, 0, position)), default=0)
    end = _SENTENCE_END.search(text, position)
    return text[start : end.start() if end else len(text)]


def _expression(node: nodes.Node, decided: bool, *, printed: bool) -> Iterator[Finding]:
    """What is wrong inside a placeholder or a condition.

    Args:
        node: the expression.
        decided: a direction may be named here.
        printed: a string constant here reaches the reader.
    """
    inner = printed
    if isinstance(node, nodes.Const):
        yield from _constant(node, decided, printed)
        return
    if isinstance(node, nodes.Filter) and node.name == "literal" and isinstance(node.node, nodes.Const):
        if isinstance(node.node.value, str):
            return
    elif isinstance(node, nodes.Filter):
        yield from _filter(node, decided, printed)
        return
    elif isinstance(node, nodes.CondExpr):
        yield from _expression(node.test, decided, printed=False)
        decided = decided or _decides(node.test)
        for branch in (node.expr1, node.expr2):
            if branch is not None:
                yield from _expression(branch, decided, printed=printed)
        return
    elif isinstance(node, nodes.Getitem):
        yield from _expression(node.node, decided, printed=False)
        if not (isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, (int, str))):  # a place in a list
            yield from _expression(node.arg, decided, printed=False)
        return
    elif isinstance(node, _ARITHMETIC):
        yield Finding(node.lineno, "arithmetic inside a placeholder", "derive the number and name it with facts(…)")
    elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "range":
        yield Finding(node.lineno, "a loop over numbers inside a placeholder", "loop over a list of facts")
    elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        if node.node.name == "loop" and node.attr in _COUNTERS:
            yield Finding(node.lineno, f"'loop.{node.attr}' is a number that no fact holds", "name it with facts(…)")
    elif isinstance(node, (nodes.Test, nodes.Compare)):
        inner = False
    for child in node.iter_child_nodes():
        yield from _expression(child, decided, printed=inner)


def _filter(node: nodes.Filter, decided: bool, printed: bool) -> Iterator[Finding]:
    if node.name in _COMPUTING:
        yield Finding(node.lineno, f"the filter '{node.name}' makes a number", "derive it and name it with facts(…)")
    if node.node is not None:
        yield from _expression(node.node, decided, printed=printed)
    for argument in (*node.args, *(keyword.value for keyword in node.kwargs)):
        # the filter chooses among its words, so they may name a direction, but no number
        yield from _expression(argument, True, printed=True)


def _constant(node: nodes.Const, decided: bool, printed: bool) -> Iterator[Finding]:
    value = node.value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        yield Finding(node.lineno, f"the number {value} inside a placeholder", "name it with facts(…)")
    elif isinstance(value, str) and printed:
        for _, what, remedy in _typed(value, decided):
            yield Finding(node.lineno, what, remedy)
