"""Calls: rules and constants become operations, functions with source are lowered in place."""

from __future__ import annotations

import builtins
import dataclasses
import enum
import functools
import inspect
import math
import types
from dataclasses import replace
from typing import Any

import gast
import numpy as np

from sourcediff.errors import UnsupportedCode
from sourcediff.frontend.abstract import (
    UNDEFINED,
    Bound,
    Choice,
    Closure,
    DictObj,
    Frame,
    Instance,
    ListObj,
    Partial,
    SetObj,
    Static,
    Super,
    is_literal,
)
from sourcediff.frontend.base import join_items
from sourcediff.frontend.builtin_calls import BuiltinCalls
from sourcediff.frontend.check import check
from sourcediff.frontend.desugar import RETURN, desugar
from sourcediff.frontend.methods import METHODS
from sourcediff.frontend.parse import Source, parse
from sourcediff.frontend.state import fields_of
from sourcediff.frontend.statements import Statements
from sourcediff.ir.core import Block, Op, Value, leaves
from sourcediff.ir.join import forget_symbols, join
from sourcediff.ir.types import (
    INERT,
    OPAQUE,
    UNBOUND,
    UNKNOWN,
    WORDS,
    Arr,
    Held,
    Lst,
    Num,
    Opaque,
    Tup,
    Type,
    Unbound,
    Unknown,
    rank,
    shape,
)
from sourcediff.rules.registry import find_rule, is_expandable

DEPTH = 40


def _is_like(a: Type, b: Type) -> bool:
    """Whether two types are the same but for sizes that are not known."""
    if isinstance(a, Arr) and isinstance(b, Arr):
        known = [[d.known for d in shape(t) or ()] for t in (a, b)]
        return a.dtype == b.dtype and rank(a) == rank(b) and known[0] == known[1]
    if isinstance(a, Tup) and isinstance(b, Tup) and len(a.items) == len(b.items):
        return all(map(_is_like, a.items, b.items))
    return a == b


class Calls(Statements, BuiltinCalls):
    """Everything that is called."""

    def call(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """The result of a call of anything."""
        with self.at(node):
            if isinstance(fn, Closure):
                return self.call_closure(fn, args, kwargs, node)
            if isinstance(fn, Partial):
                return self.call(fn.fn, [*fn.args, *args], {**fn.kwargs, **kwargs}, node)
            if isinstance(fn, Bound):
                return self.call_bound(fn, args, kwargs, node)
            if isinstance(fn, Static):
                return self.call_static(fn, args, kwargs, node)
            if isinstance(fn, Instance):
                return self.call(Bound(fn, "__call__"), args, kwargs, node)
            if isinstance(fn, Choice):
                return self.dispatch(fn, lambda f: self.call(f, args, kwargs, node), node)
            if fn is None:
                return self.raise_now(TypeError, "'NoneType' object is not callable")
            return self.call_value(fn, args, kwargs, node)

    def call_static(self, fn: Static, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """A call of an object of the environment."""
        obj = fn.obj
        method = _method_behind(obj, args)
        if method is not None:
            return self.call(Bound(args[0], method), args[1:], kwargs, node)
        special = self.builtin(obj)
        if special is not None:
            chosen = next((i for i, a in enumerate(args) if isinstance(a, Choice)), None)
            if chosen is not None and obj not in _TAKES_CHOICE:
                return self.dispatch(
                    args[chosen],
                    lambda x: special([*args[:chosen], x, *args[chosen + 1 :]], kwargs, node),
                    node,
                )
            return special(args, kwargs, node)
        if isinstance(obj, functools.partial):
            inner = self.static(obj.func, f"{fn.text}.func", self.frame)
            bound = [
                self.static(a, f"{fn.text}.args[{i}]", self.frame) for i, a in enumerate(obj.args)
            ]
            named = {
                k: self.static(v, f"{fn.text}.keywords[{k!r}]", self.frame)
                for k, v in obj.keywords.items()
            }
            return self.call(inner, [*bound, *args], {**named, **kwargs}, node)
        if find_rule(obj) is not None or obj in _CONVERSIONS or is_expandable(obj):
            return self.primitive(obj, args, kwargs, node)
        transform = getattr(obj, "__sourcediff_lower__", None)
        if transform is not None:
            return transform(self, args, kwargs, node)
        if isinstance(obj, types.MethodType):
            owner = self.static_instance(obj.__self__, f"{fn.text}.__self__")
            return self.call_python(obj.__func__, [owner, *args], kwargs, node)
        wrapped = getattr(obj, "__wrapped__", None)
        if isinstance(obj, functools._lru_cache_wrapper) and wrapped is not None:
            return self.call_python(wrapped, args, kwargs, node)
        if isinstance(obj, types.FunctionType) and not _is_library(obj):
            return self.call_python(obj, args, kwargs, node)
        if isinstance(obj, enum.EnumMeta):
            return self.member(fn, args, kwargs, node)
        if isinstance(obj, type) and not _is_library(obj):
            return self.construct(obj, args, kwargs, node)
        return self.opaque_call(obj, args, kwargs, node)

    def member(self, fn: Static, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """A member of an enumeration by its value."""
        values = [m.value for m in fn.obj]
        if len(args) == 1 and is_literal(args[0]) and args[0] in values:
            found = fn.obj(args[0])
            return self.static(found, f"{fn.text}.{found.name}", self.frame)
        return self.opaque_call(fn.obj, args, kwargs, node)

    def static_instance(self, obj: Any, text: str) -> Any:
        """An object of the environment whose attributes are followed."""
        if isinstance(obj, type):
            return Static(obj, text)
        value = self.at_entry(lambda: self.b.emit("ref", OPAQUE, text, ()))
        self.paths[value] = text
        return Instance(type(obj), value, obj)

    def primitive(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """A call of a function that has a rule."""
        args, kwargs, out = split_out(fn, args, kwargs)
        selected = kwargs.pop("where", True) if isinstance(fn, np.ufunc) else True
        if fn is np.sum and "where" in kwargs and len(args) < 3:
            args[0] = self.primitive(np.where, [kwargs.pop("where"), args[0], 0.0], {}, node)
        operands = tuple(self.operand(a, node) for a in args)
        named = {k: self.operand(v, node) for k, v in kwargs.items()}
        made = self.b.emit_call(fn, *operands, **named)
        if fn in _SPLITS and isinstance(made.type, Unknown) and leaves((operands[1:], named)):
            raise self.refuse(
                node,
                f"the parts of `np.{fn.__name__}` are counted at run time only",
                "each is followed by itself",
                "write the number of sections or the places as literals, or slice in a loop",
            )
        if selected is not True:
            kept = 0.0 if out is None else self.operand(out, node)
            made = self.b.emit_call(np.where, self.operand(selected, node), made, kept)
        return made if out is None else self.store_out(out, made, node)

    def store_out(self, out: Any, made: Value, node: Any) -> Any:
        """What `out=` does: the result is stored into an array, which is the value of the call."""
        if not isinstance(out, Value):
            raise self.refuse(node, "`out=` is not an array here", "it cannot be stored into")
        self.b.store(out, Ellipsis, made)
        return out

    def opaque_call(self, obj: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """A call of something that is neither lowered nor differentiated; it may take nothing active."""
        operands = tuple(self.operand(a, node) for a in args)
        named = {k: self.operand(v, node) for k, v in kwargs.items()}
        self.note_writes(obj, operands, named)
        out = Value(_result_guess(obj))
        self.b.append(Op("effect", (out,), obj, operands, named, info={"node": self.place(node)}))
        return out

    def note_writes(self, obj: Any, operands: tuple[Any, ...], named: dict[str, Any]) -> None:
        """Let the memory that a call may write into count as stored into."""
        for x in written_by(obj, operands, named):
            if isinstance(x, Value) and isinstance(x.type, (Arr, Unknown)):
                self.b.store(x, Ellipsis, x)
                self.b.block.ops[-1].info["unseen"] = True

    def place(self, node: Any) -> Any:
        """A place for an error that is found later."""
        return (self.frame.source, node if getattr(node, "lineno", None) else self.node)

    def call_value(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """A call of a run-time value."""
        if not isinstance(fn, Value):
            raise self.refuse(node, "this is not callable", "it is a literal")
        operands = tuple(self.operand(a, node) for a in args)
        named = {k: self.operand(v, node) for k, v in kwargs.items()}
        out = Value(INERT if fn.type == INERT else Unknown())
        self.b.append(
            Op("effect", (out,), fn, (fn, *operands), named, info={"node": self.place(node)})
        )
        return out

    def call_bound(self, fn: Bound, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """A method call."""
        owner = fn.owner
        if isinstance(owner, Choice):
            return self.dispatch(
                owner,
                lambda x: self.call(self.attribute(x, fn.name, node), args, kwargs, node),
                node,
            )
        if isinstance(owner, Instance):
            found = inspect.getattr_static(owner.cls, fn.name, None)
            if fn.name == "_replace" and issubclass(owner.cls, tuple):
                return self.replaced(owner, kwargs, node)
            if found is None:
                raise self.refuse(
                    node, f"there is no method `{fn.name}`", f"{owner.cls.__name__} has none"
                )
            if isinstance(found, staticmethod):
                return self.call_python(found.__func__, args, kwargs, node)
            if isinstance(found, classmethod):
                return self.call_python(
                    found.__func__, [self.static_class(owner.cls), *args], kwargs, node
                )
            if not isinstance(found, types.FunctionType):
                raise self.refuse(
                    node,
                    f"`{fn.name}` of {owner.cls.__name__} has no source",
                    "it cannot be lowered",
                )
            return self.call_python(found, [owner, *args], kwargs, node)
        if isinstance(owner, ListObj):
            return self.list_method(owner, fn.name, args, kwargs, node)
        if isinstance(owner, DictObj):
            return self.dict_method(owner, fn.name, args, kwargs, node)
        if isinstance(owner, (str, bytes, tuple)):
            return self.literal_method(owner, fn.name, args, kwargs, node)
        if isinstance(owner, Value):
            return self.value_method(owner, fn.name, args, kwargs, node)
        raise self.refuse(
            node, f"method `{fn.name}` is not supported here", f"on a {type(owner).__name__}"
        )

    def value_method(
        self, owner: Value, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """A method of an array, number or run-time list."""
        if isinstance(owner.type, Lst):
            return self.run_time_list_method(owner, name, args, kwargs, node)
        if isinstance(owner.type, Held):
            return self.held_method(owner, name, args, kwargs, node)
        if isinstance(owner.type, (Opaque, Tup)):
            operands = tuple(self.operand(a, node) for a in args)
            named = {k: self.operand(v, node) for k, v in kwargs.items()}
            self.note_writes(name, operands, named)
            out = Value(_METHOD_RESULTS.get((owner.type, name), Unknown()))
            info = {"method": name, "node": self.place(node)}
            self.b.append(Op("effect", (out,), name, (owner, *operands), named, info=info))
            return out
        if name in (
            "fill",
            "sort",
            "resize",
            "put",
            "partition",
            "itemset",
            "setfield",
            "byteswap",
        ):
            return self.writing_method(owner, name, args, kwargs, node)
        if name in ("item", "tolist") and (args or name == "tolist"):
            return self.elements_method(owner, name, args, node)
        method = METHODS.get(name)
        if method is None and isinstance(
            owner.type, Unbound
        ):  # an item of a list of which nothing is known yet
            return Value(UNBOUND)
        if method is None:
            raise self.refuse(
                node,
                f"method `.{name}()` is not supported",
                "it has no rule",
                "use a NumPy function",
            )
        made_fn, made_args = method(owner, args)
        count = len(self.b.block.ops)
        out = self.primitive(made_fn, list(made_args), kwargs, node)
        for op in self.b.block.ops[count:]:
            if op.kind == "call" and op.fn is made_fn:
                op.info["style"] = ("method", name)
        return out

    def elements_method(self, owner: Value, name: str, args: list[Any], node: Any) -> Any:
        """`x.item(i)` and `x.tolist()`: elements as Python numbers."""
        if name == "item":
            flat = owner if len(args) > 1 else self.b.emit_call(np.ravel, owner)
            place = tuple(self.operand(a, node) for a in args)
            found = self.getitem(flat, place if len(args) > 1 else place[0])
            return self.value_method(found, "item", [], {}, node)
        if rank(owner.type) == 0:
            return self.value_method(owner, "item", [], {}, node)
        if rank(owner.type) != 1:
            raise self.refuse(
                node,
                "`.tolist()` of an array that is not surely one-dimensional",
                "lists in lists are not followed",
                "index the array",
            )
        return self.comprehension_of(
            owner, node, lambda x: self.value_method(x, "item", [], {}, node)
        )

    def writing_method(
        self, owner: Value, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """A method that changes its array."""
        if name == "fill":
            self.b.store(owner, Ellipsis, self.operand(args[0], node))
            return None
        if name == "sort" and not args and not kwargs:
            self.b.store(owner, Ellipsis, self.b.emit_call(np.sort, owner))
            return None
        raise self.refuse(
            node,
            f"method `.{name}()` is not supported",
            "it changes the array in place",
            "store instead",
        )

    # ---- functions with source ----

    def call_python(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """Lower a function of the user's where it is called; one that is under way already is called by name."""
        if not isinstance(fn, types.FunctionType):
            raise self.refuse(
                node, f"`{getattr(fn, '__qualname__', fn)}` has no source",
                "it is not written in Python", "write what it does in Python, or give it a rule",
            )  # fmt: skip
        if any(entry is fn.__code__ for entry in self.stack):
            return self.recursive_call(fn, args, kwargs, node)
        return self.expand_python(fn, args, kwargs, node)

    def expand_python(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """The body of a function of the user's at a call."""
        source = self.resolve(fn, node)
        tree = source.tree
        frame = Frame(source, None, *names_of(tree), label=source.name)
        defaults = [self.static_default(d, fn, i) for i, d in enumerate(fn.__defaults__ or ())]
        named = {k: self.static_default(d, fn, k) for k, d in (fn.__kwdefaults__ or {}).items()}
        self.bind_parameters(frame, tree.args, args, kwargs, defaults, named, source.name, node)
        self.shared.arrays[fn.__code__] = tuple(
            x
            for x in (self.state.get(frame, name) for name in frame.locals)
            if isinstance(x, Value)
        )
        return self.inline(frame, tree, fn.__code__, node)

    def recursive_call(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """A call of a function that is being lowered: its derivative is another function, called by name too."""
        operands = tuple(self.operand(a, node) for a in args)
        named = {k: self.operand(v, node) for k, v in kwargs.items()}
        self.shared.texts.setdefault(id(fn), (fn, fn.__name__))
        self.shared.recursive.add(fn.__code__)
        t = self.recursive_result(fn, args, kwargs, node)
        info = {"callee": True, "derive": self.shared.derive, "node": self.place(node)}
        info["params"] = self.shared.arrays.get(fn.__code__, ())
        made = self.b.emit("call", t, fn, operands, named, **info)
        return self.parts_of_result(self.shared.shapes.get(fn.__code__), made, node)

    def parts_of_result(self, shape: Any, x: Value, node: Any) -> Any:
        """What a recursive call gives: a tuple or list of known length item by item."""
        if not isinstance(x.type, Tup) or shape is None:
            return x
        kind, inner = shape
        parts = [
            self.parts_of_result(part, self.getitem(x, i), node) for i, part in enumerate(inner)
        ]
        return (
            tuple(parts)
            if kind is tuple
            else self.followed_list(frozenset((self.key(node),)), parts)
        )

    def shape_of_result(self, x: Any, node: Any) -> Any:
        """How the tuples and lists of a result are nested; None for what is neither."""
        if isinstance(x, (DictObj, Instance, SetObj)):
            raise self.refuse(
                node,
                "a recursive function returns a dict or an object",
                "its calls give numbers, arrays, or tuples and lists of them",
                "return a tuple",
            )
        if not isinstance(x, (tuple, ListObj)):
            return None
        parts = list(x) if isinstance(x, tuple) else self.items(x)
        kind = tuple if isinstance(x, tuple) else list
        if any(isinstance(part, (tuple, ListObj, DictObj, SetObj, Instance)) for part in parts):
            raise self.refuse(
                node,
                "a recursive function returns containers in a container",
                "its calls give numbers, arrays, or one tuple or list of them",
                "return one tuple of all",
            )
        return kind, (None,) * len(parts)

    def result_type(self, x: Any) -> Type:
        """The type of a result of a recursive function, item by item."""
        if isinstance(x, ListObj):
            x = tuple(self.items(x))
        if isinstance(x, tuple):
            return Tup(tuple(map(self.result_type, x)))
        t = forget_symbols(self.type(x), 0)
        return replace(t, dim=None) if isinstance(t, Num) else t

    def recursive_result(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Type:
        """The type of what a recursive function gives, whatever the depth: its body is lowered apart for any arguments."""
        given = inspect.signature(fn).bind(*args, **kwargs)
        known = self.shared.signatures.setdefault(fn.__code__, {})
        for name, x in given.arguments.items():
            given.arguments[name] = self.generalized(known, name, x)
        if fn.__code__ not in self.typing:
            self.typing.add(fn.__code__)
            self.lower_apart(fn, list(given.args), given.kwargs, node)
            self.typing.discard(fn.__code__)
        return self.shared.results.get(fn.__code__, UNBOUND)  # type: ignore[no-any-return]

    def generalized(self, known: dict[str, Any], name: str, x: Any) -> Any:
        """A run-time value that stands for an argument in all calls of a recursive function."""
        if not isinstance(x, Value) and (isinstance(x, str) or not is_literal(x) or x is None):
            return x
        t = forget_symbols(self.type(x), 0)
        t = replace(t, dim=None) if isinstance(t, Num) else t
        joined = join(known.get(name, UNBOUND), t)
        if name not in known or not _is_like(joined, known[name]):
            known[name] = joined
            self.shared.changed = True
        return Value(known[name], name)

    def lower_apart(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> None:
        """Lower a call into a block that is thrown away; what cannot be lowered like this is of unknown type."""
        place = self.state, self.b.block, self.b.line, self.node
        arrays = self.shared.arrays.get(fn.__code__, ())
        self.state, self.b.block = self.state.copy(), Block()
        try:
            self.expand_python(fn, args, kwargs, node)
        except UnsupportedCode:
            if self.shared.results.get(fn.__code__) != UNKNOWN:
                self.shared.results[fn.__code__], self.shared.changed = UNKNOWN, True
        self.state, self.b.block, self.b.line, self.node = place
        self.shared.arrays[fn.__code__] = arrays

    def learn_result(self, code: Any, result: Any, node: Any) -> None:
        """Note the type of a result, for calls of the function inside itself."""
        if code not in self.shared.recursive:
            return
        shape = self.shape_of_result(result, node)
        old = self.shared.results.get(code, UNBOUND)
        if shape != self.shared.shapes.setdefault(code, shape):
            raise self.refuse(
                node, "a recursive function returns tuples or lists of several lengths",
                "how many items its calls give must be known", "return as many on every path, or a new list: [*found, x]",
            )  # fmt: skip
        new = join_items(old, self.result_type(result))
        if not _is_like(new, old):
            self.shared.results[code] = new
            self.shared.changed = True

    def resolve(self, fn: Any, node: Any) -> Source:
        """The checked source of a callee."""
        known: Source | None = self.shared.resolved.get((id(fn), ""))
        if known is None:
            known = self.shared.resolved[(id(fn), "")] = check(parse(fn))
        return known

    def static_default(self, value: Any, fn: Any, which: Any) -> Any:
        """The default of a callee's parameter, an object of the environment."""
        if isinstance(value, (bool, int, float, complex, str)) or value is None:
            return value
        return self.static(value, self.partner(value, f"{fn.__name__}_default"), self.frame)

    def call_closure(self, fn: Closure, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """Lower a nested function where it is called."""
        frame = Frame(fn.frame.source, fn.frame, *names_of(fn.node), label=fn.name)
        named = {
            arg.id: d
            for arg, d in zip(fn.node.args.kwonlyargs, fn.kw_defaults, strict=True)
            if d is not None
        }
        self.bind_parameters(
            frame, fn.node.args, args, kwargs, list(fn.defaults), named, fn.name, node
        )
        return self.inline(frame, fn.node, fn.node, node)

    def inline(self, frame: Frame, tree: Any, identity: Any, node: Any) -> Any:
        """Lower a body in a frame of its own, and give its value."""
        if len(self.stack) > DEPTH:
            raise self.refuse(
                node,
                "the recursion does not end while types are followed",
                "its depth depends on run-time values",
            )
        caller, self.frame = self.frame, frame
        self.callers.append(caller)
        self.stack.append(identity)
        try:
            if isinstance(tree, gast.Lambda):
                return self.ev(tree.body)
            self.run(self.desugared(tree))
            result = self.state.get(frame, RETURN)
            result = None if result is UNDEFINED else result
            self.learn_result(identity, result, node)
            return result
        finally:
            self.stack.pop()
            self.callers.pop()
            self.frame = caller
            self.forget(frame)

    def forget(self, frame: Frame) -> None:
        """Drop the names of a call that has ended, unless a function made there may read them."""
        if not frame.captured:
            for slot in [s for s in self.state.slots if s[0] is frame]:
                del self.state.slots[slot]

    def desugared(self, tree: Any) -> list[Any]:
        """The body of a function without exits."""
        made = self.shared.resolved.get((id(tree), "body"))
        if made is None:
            made = self.shared.resolved[(id(tree), "body")] = desugar(tree.body)
            self.shared.resolved[(id(tree), "tree")] = tree
        return made

    def stack_frames(self) -> list[Frame]:
        return self.callers

    def bind_parameters(
        self,
        frame: Frame,
        spec: Any,
        args: list[Any],
        kwargs: dict[str, Any],
        defaults: list[Any],
        kw_defaults: dict[str, Any],
        name: str,
        node: Any,
    ) -> None:
        """Bind arguments as Python does."""
        plain = [a.id for a in [*spec.posonlyargs, *spec.args]]
        only = {a.id for a in spec.posonlyargs}
        rest = dict(kwargs)
        bound: dict[str, Any] = dict(zip(plain, args, strict=False))
        extra = args[len(plain) :]
        if extra and spec.vararg is None:
            raise self.refuse(
                node, f"{name}() gets {len(args)} positional arguments", f"it takes {len(plain)}"
            )
        for key in list(rest):
            if (key in plain and key not in only) or key in {a.id for a in spec.kwonlyargs}:
                if key in bound:
                    raise self.refuse(
                        node, f"{name}() gets `{key}` twice", "it would raise a TypeError"
                    )
                bound[key] = rest.pop(key)
        for key, value in zip(plain[len(plain) - len(defaults) :], defaults, strict=True):
            bound.setdefault(key, value)
        for key, value in kw_defaults.items():
            bound.setdefault(key, value)
        missing = [k for k in [*plain, *(a.id for a in spec.kwonlyargs)] if k not in bound]
        if missing:
            raise self.refuse(
                node, f"{name}() misses the argument `{missing[0]}`", "it would raise a TypeError"
            )
        if rest and spec.kwarg is None:
            raise self.refuse(
                node,
                f"{name}() gets an unexpected `{next(iter(rest))}`",
                "it would raise a TypeError",
            )
        if spec.vararg is not None:
            bound[spec.vararg.id] = tuple(extra)
        if spec.kwarg is not None:
            bound[spec.kwarg.id] = self.make_dict(node, rest)
        for key, value in bound.items():
            self.state.set(frame, key, value)

    # ---- objects ----

    def _call_super(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        if args:
            return Super(args[1], args[0].obj)
        spec = self.frame.source.tree.args
        first = [*spec.posonlyargs, *spec.args][0].id
        return Super(self.lookup(first, node), self.frame.source.cells["__class__"].cell_contents)

    def attribute_above(self, base: Super, name: str, node: Any) -> Any:
        """`super().name`: a method with the object that it is bound to, or what a property gives."""
        found = base.find(name)
        text = f"super().{name}"
        if isinstance(found, property) and found.fget is not None:
            return self.call_python(found.fget, [base.owner], {}, node)
        if isinstance(found, staticmethod):
            return Static(found.__func__, text)
        if isinstance(found, classmethod):
            owner = base.owner
            cls = self.static_class(owner.cls) if isinstance(owner, Instance) else owner
            return Partial(Static(found.__func__, text), (cls,), {})
        if found is object.__init__:
            return Partial(Static(_initialized, text), (), {})
        if isinstance(found, types.FunctionType):
            return Partial(Static(found, text), (base.owner,), {})
        raise self.refuse(
            node,
            f"`super().{name}` is not supported",
            "it is not a method that is written in Python",
        )

    def construct(self, cls: type, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """Make an object whose attributes are followed."""
        if issubclass(cls, BaseException):
            return self.opaque_call(cls, args, kwargs, node)
        made = Instance(cls)
        fields = getattr(cls, "__dataclass_fields__", None)
        names = list(getattr(cls, "_fields", ())) if issubclass(cls, tuple) else None
        if (
            names is None
            and fields is not None
            and "__init__" in cls.__dict__
            and not _has_source(cls.__init__)
        ):
            names = [n for n, f in fields.items() if f.init]
        if names is not None:
            values = dict(zip(names, args, strict=False)) | kwargs
            for name in names:
                if name not in values:
                    values[name] = self.field_default(cls, name, node)
                self.state.set(made, name, values[name])
            if hasattr(cls, "__post_init__"):
                self.call(Bound(made, "__post_init__"), [], {}, node)
            return made
        if cls.__init__ is not object.__init__:
            self.call_python(cls.__init__, [made, *args], kwargs, node)
        return made

    def replaced(self, x: Instance, changes: dict[str, Any], node: Any) -> Any:
        """A named tuple or dataclass with some fields changed."""
        names = fields_of(x.cls) or ()
        old = {n: self.instance_attribute(x, n, node) for n in names if n not in changes}
        return self.construct(x.cls, [], {**old, **changes}, node)

    def _call_replace(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return self.replaced(args[0], kwargs, node)

    def field_default(self, cls: Any, name: str, node: Any) -> Any:
        """The default of a dataclass or namedtuple field."""
        default = getattr(cls, "_field_defaults", {}).get(name, UNDEFINED)
        if default is UNDEFINED and name in getattr(cls, "__dataclass_fields__", {}):
            default = cls.__dataclass_fields__[name].default
        if is_literal(default):
            return default
        place = f"{self.class_text(cls)}.__dataclass_fields__[{name!r}]"
        spec = getattr(cls, "__dataclass_fields__", {}).get(name)
        if spec is not None and callable(spec.default_factory):
            factory = Static(spec.default_factory, f"{place}.default_factory")
            return self.call(factory, [], {}, self.inside(node, name))
        if default not in (UNDEFINED, dataclasses.MISSING):
            fields = (
                place if spec is not None else f"{self.class_text(cls)}._field_defaults[{name!r}]"
            )
            return self.static(
                default, f"{fields}.default" if spec is not None else fields, self.frame
            )
        raise self.refuse(
            node, f"{cls.__name__}() misses `{name}`", "its default is not a literal", "pass it"
        )

    def instance_attribute(self, base: Instance, name: str, node: Any) -> Any:
        """`obj.name`: a slot of an object made inside, a read of one from outside, or something of its class."""
        found = self.state.get(base, name)
        if found is not UNDEFINED:
            return found
        on_class = inspect.getattr_static(base.cls, name, None)
        if isinstance(on_class, property) and on_class.fget is not None:
            return self.call_python(on_class.fget, [base], {}, node)
        if isinstance(on_class, functools.cached_property):
            return self.call_python(on_class.func, [base], {}, node)
        if isinstance(on_class, (types.FunctionType, staticmethod, classmethod)):
            return Bound(base, name)
        if base.source is not None and hasattr(base.example, name):
            source, example = base.source, getattr(base.example, name)
            made = self.at_entry(lambda: self.argument_part(example, source, name))
            self.state.begun[base, name] = made
            return made
        if on_class is not None:
            return self.static(
                on_class, f"{self.class_text(base.cls)}.{name}", self.frame, base.cls
            )
        raise self.refuse(
            node, f"`{base.cls.__name__}` has no attribute `{name}` here", "nothing has bound it"
        )

    def class_text(self, cls: type) -> str:
        """How the text names a class: as the program does, if it does."""
        known = self.shared.texts.get(id(cls))
        return known[1] if known is not None else self.partner(cls, cls.__name__)

    def static_class(self, cls: type) -> Static:
        """A class as a thing of the environment."""
        return Static(cls, self.class_text(cls))

    def overloaded(self, fn: Any, a: Any, b: Any, node: Any) -> Any:
        """An operator that a followed object defines, None if neither side does."""
        name = getattr(fn, "__name__", "").strip("_")
        for owner, other, prefix in ((a, b, "__"), (b, a, "__r")):
            if isinstance(owner, Instance):
                method = f"{prefix}{name}__"
                if hasattr(owner.cls, method):
                    return self.call(Bound(owner, method), [other], {}, node)
        return None


_STR = Opaque("str")
_METHOD_RESULTS: dict[tuple[Any, str], Any] = {
    (_STR, name): _STR
    for name in (
        "upper", "lower", "strip", "lstrip", "rstrip", "title", "capitalize", "casefold", "replace", "join",
        "removeprefix", "removesuffix", "swapcase", "zfill", "center", "ljust", "rjust", "format",
    )
}  # fmt: skip
_METHOD_RESULTS |= {
    (_STR, name): Num("bool")
    for name in ("startswith", "endswith", "isdigit", "isalpha", "isupper", "islower", "isspace")
}
_METHOD_RESULTS |= {(_STR, name): Num("int") for name in ("find", "rfind", "count", "index")}
_METHOD_RESULTS |= {
    (_STR, name): WORDS for name in ("split", "rsplit", "splitlines", "partition", "rpartition")
}
_TAKES_CHOICE = (functools.partial, enumerate, zip, reversed)
_WRITERS = (np.put, np.place, np.putmask, np.fill_diagonal, np.put_along_axis, "shuffle")


def written_by(obj: Any, operands: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
    """What a call of something without source may write into: any array, if nothing is known of it."""
    out = named.get("out", ())
    given = out if isinstance(out, tuple) else (out,)
    if isinstance(obj, str):  # a method of an object of the user's
        return (*operands[:1], *given) if obj in _WRITERS else given
    is_at = isinstance(getattr(obj, "__self__", None), np.ufunc) and obj.__name__ == "at"
    if is_at or obj in _WRITERS or getattr(obj, "__name__", "") == "shuffle":
        return (*operands[:1], *given)
    return (
        given
        if _is_library(obj) or obj in vars(builtins).values()
        else (*operands, *named.values())
    )


def split_out(
    fn: Any, args: list[Any], kwargs: dict[str, Any]
) -> tuple[list[Any], dict[str, Any], Any]:
    """The arguments of a call without `out`, and what was given for it by name or by position."""
    kwargs = dict(kwargs)
    out, place = kwargs.pop("out", None), out_place(fn)
    if place is not None and len(args) > place:
        out, args = args[place], [*args[:place], *args[place + 1 :]]
        names = list(inspect.signature(fn).parameters) if len(args) > place else []
        kwargs |= dict(zip(names[place + 1 :], args[place:], strict=False))
        args = args[:place]
    if isinstance(out, tuple) and len(out) == 1:
        out = out[0]
    return args, kwargs, out


@functools.cache
def out_place(fn: Any) -> int | None:
    """The position at which a function takes `out`, None if it does not."""
    if isinstance(fn, np.ufunc):
        return fn.nin if fn.nout == 1 else None
    if fn in (np.dot, np.concatenate):  # they say so themselves since NumPy 2.4
        return 2
    if not _is_library(fn):
        return None
    try:
        found = inspect.signature(fn).parameters
    except (TypeError, ValueError):
        return None
    takes = "out" in found and found["out"].kind is not inspect.Parameter.KEYWORD_ONLY
    return list(found).index("out") if takes else None


_SPLITS = (np.split, np.array_split, np.hsplit, np.vsplit, np.dsplit)


def _initialized() -> None:
    """Do what `object.__init__` does: nothing."""


def _method_behind(obj: Any, args: list[Any]) -> str | None:
    """The method that a builtin calls on a followed object, None if it calls none."""
    if not args or not isinstance(args[0], Instance):
        return None
    name = next((name for fn, name in _BEHIND if fn is obj), None)
    is_own = name is not None and isinstance(getattr(args[0].cls, name, None), types.FunctionType)
    return name if is_own else None


_BEHIND = (
    (abs, "__abs__"), (float, "__float__"), (int, "__int__"), (round, "__round__"), (len, "__len__"),
    (iter, "__iter__"), (reversed, "__reversed__"), (bool, "__bool__"), (math.floor, "__floor__"),
    (math.ceil, "__ceil__"), (math.trunc, "__trunc__"), (str, "__str__"), (repr, "__repr__"),
    (complex, "__complex__"), (divmod, "__divmod__"), (format, "__format__"),
)  # fmt: skip
_CONVERSIONS = (float, int, bool, np.float64, np.float32, round)


_BINDING = {  # the nodes that bind names, or hold a scope of their own
    gast.Nonlocal, gast.FunctionDef, gast.Lambda, gast.Import, gast.ImportFrom, gast.ListComp, gast.GeneratorExp,
    gast.DictComp, gast.SetComp, gast.Name,
}  # fmt: skip


def names_of(tree: Any) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a function binds itself, and those it declares nonlocal."""
    spec = tree.args
    names = {a.id for a in [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]}
    names |= {a.id for a in (spec.vararg, spec.kwarg) if a is not None}
    nonlocals: set[str] = set()
    body = tree.body if isinstance(tree.body, list) else [tree.body]
    pending = list(body)
    while pending:
        node = pending.pop()
        if type(node) not in _BINDING:
            pending.extend(gast.iter_child_nodes(node))
            continue
        if isinstance(node, gast.Nonlocal):
            nonlocals |= set(node.names)
        if isinstance(node, gast.FunctionDef):
            names.add(node.name)
            pending.extend(node.decorator_list)
            continue
        if isinstance(node, gast.Lambda):
            continue
        if isinstance(node, (gast.Import, gast.ImportFrom)):
            names |= {a.asname or a.name.split(".")[0] for a in node.names}
        if isinstance(node, (gast.ListComp, gast.GeneratorExp, gast.DictComp, gast.SetComp)):
            names |= {n.target.id for n in gast.walk(node) if isinstance(n, gast.NamedExpr)}
            continue
        if isinstance(node, gast.Name) and isinstance(node.ctx, (gast.Store, gast.Del)):
            names.add(node.id)
        pending.extend(gast.iter_child_nodes(node))
    return frozenset(names), frozenset(nonlocals)


# Modules whose functions and classes make nothing that is calculated with.
_INERT_MODULES = (
    "re",
    "datetime",
    "string",
    "textwrap",
    "json",
    "os",
    "calendar",
    "logging",
    "pathlib",
    "uuid",
)


def is_inert(obj: Any) -> bool:
    """Whether something of the standard library gives text, dates and the like."""
    module = getattr(obj, "__module__", "") or ""
    return module.split(".")[0] in _INERT_MODULES


def _is_library(obj: Any) -> bool:
    module = getattr(obj, "__module__", "") or ""
    return is_inert(obj) or module.split(".")[0] in (
        "numpy",
        "math",
        "builtins",
        "scipy",
        "operator",
        "functools",
        "random",
        "itertools",
    )


def _has_source(fn: Any) -> bool:
    return isinstance(fn, types.FunctionType) and not fn.__code__.co_filename.startswith("<")


def _result_guess(obj: Any) -> Any:
    if is_inert(obj):
        return INERT
    if obj is print or (isinstance(obj, type) and issubclass(obj, BaseException)):
        return OPAQUE
    return Unknown()
