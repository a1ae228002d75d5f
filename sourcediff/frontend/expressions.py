"""Expressions: each gives a run-time value, a literal, or a thing that is followed."""

from __future__ import annotations

from typing import Any

import gast

from sourcediff.frontend.abstract import UNDEFINED, Closure, Frame, Iter, Poison
from sourcediff.frontend.attributes import Attributes
from sourcediff.frontend.comprehensions import Comprehensions
from sourcediff.frontend.subscripts import Subscripts
from sourcediff.ir import primitives
from sourcediff.ir.types import Opaque


class Expressions(Subscripts, Attributes, Comprehensions):
    """One method for each kind of expression."""

    def ev(self, node: Any) -> Any:
        """What an expression is."""
        method = getattr(self, f"_ev_{type(node).__name__}", None)
        if method is None:
            raise self.refuse(
                node, f"`{type(node).__name__}` expressions are not supported", "it is not lowered"
            )
        before = self.enter(node)
        made = method(node)
        self.leave(before)
        return made

    def ev_operand(self, node: Any) -> Any:
        """An expression as an operand."""
        return self.operand(self.ev(node), node)

    def _ev_Constant(self, node: Any) -> Any:
        return node.value

    def _ev_Name(self, node: Any) -> Any:
        found = self.lookup(node.id, node)
        if isinstance(found, Poison):
            raise self.refuse(
                node, f"`{node.id}` cannot be followed here", found.why, found.instead
            )
        if found is UNDEFINED:
            raise self.refuse(
                node,
                f"`{node.id}` is not bound here",
                "no path to this place binds it",
                "bind it before",
            )
        if isinstance(found, Iter) and found.is_iterator:
            self.use_iterator(found, node)
        return found

    def use_iterator(self, x: Iter, node: Any) -> None:
        """Refuse to read an iterator that has a name more than once: the first reading uses it up."""
        depth, reader = self.iterators.get(x, (self.depth, None))
        if self.depth > depth or reader not in (None, node):
            raise self.refuse(
                node, f"the iterator `{node.id}` may be read more than once",
                "what reads it first uses it up", f"make a list of it: {node.id} = list(...)",
            )  # fmt: skip
        sources = self.sources.get(x, [])
        if sources is None or any(self.contents(made) != before for made, before in sources):
            raise self.refuse(
                node, f"the iterator `{node.id}` is read later than it is made, and that makes a difference",
                "it calls its function for each item when it is read", f"make a list of it: {node.id} = list(...)",
            )  # fmt: skip
        self.iterators[x] = depth, node

    # ---- functions ----

    def _ev_Lambda(self, node: Any) -> Any:
        return self.closure(node, "lambda")

    def closure(self, node: Any, name: str) -> Closure:
        """A function made here."""
        frame: Frame | None = self.frame
        while frame is not None:
            frame.captured, frame = True, frame.parent
        defaults = tuple(self.ev(d) for d in node.args.defaults)
        kw_defaults = tuple(None if d is None else self.ev(d) for d in node.args.kw_defaults)
        return Closure(node, self.frame, defaults, kw_defaults, name)

    def _ev_Call(self, node: Any) -> Any:
        fn = self.ev(node.func)
        args: list[Any] = []
        for arg in node.args:
            if isinstance(arg, gast.Starred):
                args.extend(self.unpack_all(self.ev(arg.value), arg))
            elif isinstance(arg, gast.GeneratorExp) and len(node.args) == 1:
                return self.call_on_generator(fn, arg, node)
            else:
                args.append(self.ev(arg))
        kwargs: dict[str, Any] = {}
        for keyword in node.keywords:
            if keyword.arg is None:
                kwargs.update(self.dict_items(self.ev(keyword.value), keyword.value))
            else:
                kwargs[keyword.arg] = self.ev(keyword.value)
        return self.call(fn, args, kwargs, node)

    def _ev_NamedExpr(self, node: Any) -> Any:
        value = self.ev(node.value)
        self.bind(node.target, value)
        return value

    def _ev_JoinedStr(self, node: Any) -> Any:
        parts = []
        for part in node.values:
            if isinstance(part, gast.Constant):
                parts.append(part.value)
            else:
                spec = None if part.format_spec is None else self.ev(part.format_spec)
                parts.append((self.operand(self.ev(part.value), part), part.conversion, spec))
        return self.b.emit("call", Opaque("str"), primitives.fstring, tuple(parts))
