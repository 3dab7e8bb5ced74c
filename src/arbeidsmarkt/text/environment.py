"""The Jinja2 environment of texts: everything that a placeholder prints is escaped, unless it is Markdown already."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from arbeidsmarkt.basics.errors import UserError
from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.numbers.facts import Fact
from arbeidsmarkt.text.markdown import Markdown, escape_part
from arbeidsmarkt.text.templates import PARAGRAPH, Sentence

#: Jinja's own filters that work on lists and on what is not there; all others make words of what they are given
_OF_LISTS = frozenset(
    "attr batch count d default dictsort first groupby items last length list map max min random reject rejectattr "
    "reverse select selectattr slice sort sum unique".split()
)


def _of_words(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """One of Jinja's filters for words, which would print what Python calls a fact or a period."""

    @functools.wraps(function)  # with what Jinja notes on it: whether it gets the environment first
    def checked(*values: Any, **options: Any) -> Any:
        _refuse_in_words(f"the filter '{name}'", (values, options))
        return function(*values, **options)

    return checked


def _refuse_in_words(what: str, values: object) -> None:
    """Refuse a fact or a period, at whatever depth of lists, where Python would make words of it."""
    if isinstance(values, (Fact, Period)):
        kind = "fact" if isinstance(values, Fact) else "period"
        raise UserError(f"{what} is for words, and was given a {kind}", remedy="apply it to the words around it")
    if isinstance(values, (list, tuple, dict)):
        for value in values.values() if isinstance(values, dict) else values:
            _refuse_in_words(what, value)


class _Generator(CodeGenerator):
    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802  Jinja's name
        """Join with ``~`` what placeholders would print, so that a printed fact stays one."""
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class _PlainData(Extension):
    """Also escapes the text between the placeholders, except references; for texts other than text cells."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            if token.type == "data":
                parts = (escape_part(part, references=True) for part in token.value.split(PARAGRAPH))
                token = Token(token.lineno, token.type, PARAGRAPH.join(parts))
            yield token


class TextEnvironment(SandboxedEnvironment):
    """The environment of text cells.

    Args:
        show: returns what a placeholder prints for a value, as Markdown.
    """

    code_generator_class = _Generator
    intercepted_binops = frozenset("%")

    def __init__(self, show: Callable[[object], Markdown]) -> None:
        super().__init__(
            undefined=jinja2.StrictUndefined, autoescape=False, finalize=show, extensions=[Sentence],
            comment_start_string="{##", comment_end_string="##}",  # "{#sec-…}" names a heading in Markdown
        )  # fmt: skip
        self._show = show
        self.filters = {
            name: function if name in _OF_LISTS else _of_words(name, function)
            for name, function in self.filters.items()
        }

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """The value of ``words % values``."""
        _refuse_in_words(f"'{operator}'", (left, right))
        return super().call_binop(context, operator, left, right)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805  Jinja's names
        """The value of a call; a method of words, such as ``format``, takes words."""
        method = getattr(__obj, "__wrapped__", __obj)  # the sandbox wraps ``format``
        if isinstance(getattr(method, "__self__", None), str):
            _refuse_in_words(f"'{method.__name__}'", (args, kwargs))
        return super().call(__context, __obj, *args, **kwargs)

    @staticmethod
    def concat(parts: Iterable[str]) -> Markdown:
        """The output of a template, macro or block, which is Markdown."""
        return Markdown("".join(parts))

    def joined(self, parts: Iterable[object]) -> Markdown:
        """The value of ``a ~ b``."""
        return Markdown("".join(self._show(part) for part in parts))

    def for_plain_text(self) -> jinja2.Environment:
        """An environment with the same filters and names for captions, notes and sources, which are not Markdown."""
        return self.overlay(extensions=[_PlainData])
