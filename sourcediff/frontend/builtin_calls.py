"""Builtins and container methods that are followed while lowering."""

from __future__ import annotations

import builtins
import collections
import dataclasses
import functools
import operator
from collections.abc import Callable
from typing import Any

import gast
import numpy as np

from sourcediff.frontend.abstract import (
    DictObj,
    Frame,
    Instance,
    Iter,
    ListObj,
    Partial,
    SetObj,
    Static,
    is_literal,
)
from sourcediff.frontend.base import Escalate, item_type
from sourcediff.frontend.held import HEAP_CALLS
from sourcediff.frontend.iterating import CHOICES, ITERTOOLS, Iterating
from sourcediff.ir import primitives
from sourcediff.ir.core import Block, Op, Value, type_of
from sourcediff.ir.types import INT, WORDS, Arr, Lst, Num, Opaque, Unbound, carries, rank

Special = Callable[[list[Any], dict[str, Any], Any], Any]


class BuiltinCalls(Iterating):
    """What Python's builtins do with things that are followed."""

    def builtin(self, obj: Any) -> Special | None:
        """The method that handles an object of the environment, if one does."""
        owner = getattr(obj, "__self__", None)
        if isinstance(owner, np.ufunc) and getattr(obj, "__name__", "") == "outer":
            return functools.partial(self._call_outer, owner)
        try:
            name = _BUILTINS.get(obj)
            if obj in CHOICES:
                return functools.partial(self._call_choices, obj)
            if obj in HEAP_CALLS:
                return functools.partial(self.heap_call, obj)
        except TypeError:
            return None
        return None if name is None else getattr(self, name)

    def _call_len(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        members = self.members(args[0], node)
        if members is not None:
            return len(members)
        counted = self.operand(args[0], node)
        if self.may_change(counted):
            return self.look_at(len, INT, (counted,), node)
        return self.b.emit_call(len, counted)

    def _call_range(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        start, stop, step = 0, args[0], 1
        if len(args) > 1:
            start, stop = args[0], args[1]
        if len(args) > 2:
            step = args[2]
        return Iter("range", (start, stop, step))

    def _call_ndim(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return self._measure("ndim", np.ndim, args[0], node)

    def _call_shape(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return self._measure("shape", np.shape, args[0], node)

    def _measure(self, name: str, fn: Any, x: Any, node: Any) -> Any:
        """`np.ndim(x)` and its kind as attributes, where `x` is surely an array."""
        if isinstance(x, Value) and isinstance(x.type, (Arr, Num)):
            return self.attribute(x, name, node)
        if is_literal(x):
            return fn(x)
        return self.b.emit_call(fn, self.operand(x, node))

    def _call_enumerate(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return Iter("enumerate", (args[0], args[1] if len(args) > 1 else kwargs.get("start", 0)))

    def _call_iter(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        members = self.members(args[0], node)
        if members is None:
            raise self.refuse(
                node, "`iter` of something whose length is known only at run time",
                "how far an iterator has come is not followed", "loop over it directly",
            )  # fmt: skip
        return Iter("iterator", (tuple(members),))

    def _call_zip(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return Iter("zip", tuple(args))

    def _call_reversed(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return Iter("reversed", (args[0],))

    def _call_sorted(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        members = self.members(args[0], node)
        reverse = kwargs.pop("reverse", False)
        if members is not None and not kwargs and isinstance(reverse, bool):
            heads = [m[0] if isinstance(m, tuple) and m else m for m in members]
            distinct = all(is_literal(h) for h in heads) and len(set(heads)) == len(heads)
            if distinct or all(is_literal(m) for m in members):
                order = sorted(range(len(heads)), key=lambda i: heads[i], reverse=reverse)
                return self.make_list(node, [members[i] for i in order])
        if self.is_inert(args[0]) and not kwargs:
            return self.sorted_now(args[0], reverse, node)
        if isinstance(args[0], Value) and isinstance(args[0].type, Opaque):
            made = self.opaque_call(sorted, args, {**kwargs, "reverse": reverse}, node)
            made.type = args[0].type if args[0].type == WORDS else Opaque("list")
            return made
        if members and set(kwargs) <= {"key"} and isinstance(reverse, bool):
            found = self._sorted_by_number(members, kwargs.get("key"), reverse, node)
            if found is not None:
                return self.make_list(node, found)
        if members is None or kwargs or not all(is_literal(m) for m in members):
            raise self.refuse(
                node,
                "`sorted` of values known only at run time",
                "their order is not known",
                "use np.sort",
            )
        return self.make_list(node, sorted(members))

    def _sorted_by_number(
        self, members: list[Any], key: Any, reverse: bool, node: Any
    ) -> list[Any] | None:
        """Items in the order of numbers that are known at run time, equal ones as they come."""
        inner = self.inside(node)
        heads = members if key is None else [self.call(key, [m], {}, inner) for m in members]
        if not all(isinstance(type_of(h), Num) for h in heads):
            return None
        numbers = self.b.emit_call(np.array, [self.operand(h, node) for h in heads])
        if reverse:
            numbers = self.b.emit_call(operator.neg, numbers)
        order = self.b.emit_call(np.argsort, numbers, kind="stable")
        places = [self.b.emit_call(operator.getitem, order, i) for i in range(len(members))]
        return [self._in_order(members, place, node) for place in places]

    def _in_order(self, members: list[Any], place: Any, node: Any) -> Any:
        """One of several items, tuples part by part."""
        lengths = {len(m) if isinstance(m, tuple) else None for m in members}
        if len(lengths) == 1 and None not in lengths:
            return tuple(
                self._in_order(list(parts), place, node) for parts in zip(*members, strict=True)
            )
        return self.item(tuple(members), place, node)

    def _call_list(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        if not args:
            return self.make_list(node, [])
        members = self.members(args[0], node)
        if members is not None:
            return self.make_list(node, members)
        if self.is_held(args[0]) or (isinstance(args[0], Iter) and args[0].kind == "held"):
            return self.listed_now(args[0], node)
        return self.comprehension_of(args[0], node)

    def comprehension_of(
        self, iterable: Any, node: Any, of: Callable[[Any], Any] = lambda item: item
    ) -> Any:
        """A run-time list of the items of an iterable, or of something of each."""
        made = self.run_time_list(node)
        self.for_each(iterable, node, lambda item: self.append_to(made, of(item), node), None)
        return made

    def run_time_list(self, node: Any) -> Value:
        """An empty list that exists at run time."""
        t = self.list_type(node)
        return self.b.emit("call", t, primitives.identity, ([],), None, text="list")

    def concatenated(self, parts: list[tuple[bool, Any]], node: Any) -> Any:
        """A run-time list of items, and of all the items of iterables (where the flag is set)."""
        made = self.run_time_list(node)
        for is_many, part in parts:
            if is_many:
                self.extend(made, part, node)
            else:
                self.append_to(made, part, node)
        return made

    def _call_tuple(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return tuple(self.unpack_all(args[0], node)) if args else ()

    def _call_dict(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        pairs: dict[Any, Any] = {}
        at_run_time = bool(args) and self.members(args[0], node) is None
        if at_run_time or self.key(node) in self.shared.dynamic:
            return self.held_dict(args, kwargs, node)
        if args and isinstance(args[0], DictObj):
            pairs.update(self.dict_items(args[0], node))
        elif args:
            for pair in self.unpack_all(args[0], node):
                key, value = self.unpack_all(pair, node)
                if self.is_run_time_key(key):
                    raise Escalate(frozenset((self.key(node),)))
                pairs[self.literal_key(key, node)] = value
        return self.make_dict(node, {**pairs, **kwargs})

    def _call_from_keys(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        value = args[1] if len(args) > 1 else None
        members = self.members(args[0], node)
        if members is not None and not any(map(self.is_run_time_key, members)):
            return self.make_dict(node, {self.literal_key(k, node): value for k in members})
        self.shared.dynamic.add(self.key(node))
        made = self.make_dict(node, {})
        self.for_each(args[0], node, lambda key: self.set_item(made, key, value, node), None)
        return made

    def _call_sum(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        if self.is_inert(args[0]) and len(args) == 1 and not kwargs:
            return self.reduced(sum, args[0], node)
        start = args[1] if len(args) > 1 else kwargs.get("start", 0)
        return self._reduce(
            args[0], node, start, lambda total, item: self.binary(operator.add, total, item, node)
        )

    def _reduce(self, iterable: Any, node: Any, start: Any, step: Callable[[Any, Any], Any]) -> Any:
        """Fold over an iterable, as a loop where its length is not known."""
        frame, name = self.frame, f"%reduce{id(node)}"
        self.state.set(frame, name, start)

        def turn(item: Any) -> None:
            made = step(self.state.get(frame, name), item)  # may replace the state
            self.state.set(frame, name, made)

        self.for_each(iterable, node, turn, None)
        return self.state.get(frame, name)

    def _call_any(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return self._test_all(args[0], node, False)

    def _call_all(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return self._test_all(args[0], node, True)

    def _test_all(self, iterable: Any, node: Any, every: bool) -> Any:
        def step(total: Any, item: Any) -> Any:
            truth = self.truth(item, node)
            if isinstance(total, bool) and isinstance(truth, bool):
                return (total and truth) if every else (total or truth)
            if isinstance(total, bool):
                total, truth = truth, total
            if isinstance(truth, bool):
                return total if truth == every else (not every)
            keep, other = (lambda: truth), (lambda: total)
            return self.choose(
                total, *((keep, other) if every else (other, keep)), node, "and" if every else "or"
            )

        return self._reduce(iterable, node, every, step)

    def _call_max(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return self._extreme(builtins.max, args, kwargs, node)

    def _call_min(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return self._extreme(builtins.min, args, kwargs, node)

    def _extreme(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        if kwargs.get("key") is not None:
            return self._extreme_by(fn, args, kwargs, node)
        if len(args) > 1:
            members: list[Any] | None = list(args)
        elif self.is_inert(args[0]):
            return self.reduced(fn, args[0], node, **kwargs)
        else:
            members = self.members(args[0], node)
            if members is not None and not members and "default" in kwargs:
                return kwargs["default"]
        if members is not None:
            if not members:
                raise self.refuse(
                    node, f"`{fn.__name__}` of nothing", "it would raise a ValueError"
                )
            if all(is_literal(m) for m in members):
                return fn(members)
            return functools.reduce(lambda a, b: self._pair(fn, a, b, node), members)
        if "default" in kwargs:
            raise self.refuse(
                node, f"`{fn.__name__}` with a default", "whether it is empty is known at run time"
            )
        sequence = args[0]
        if isinstance(sequence, Iter) and sequence.kind == "map":
            sequence = self.comprehension_of(sequence, node)
        if isinstance(sequence, Value) and isinstance(sequence.type, (Arr, Lst, Unbound)):
            first = self.getitem(sequence, 0)
            return self._reduce(
                sequence, node, first, lambda total, item: self._pair(fn, total, item, node)
            )
        raise self.refuse(
            node,
            f"`{fn.__name__}` of this iterable",
            "its items are not known",
            "make a list first",
        )

    def _extreme_by(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """`max` or `min` with a key: the first item whose key no other passes."""
        if "default" in kwargs:
            raise self.refuse(
                node, f"`{fn.__name__}` with a default", "whether it is empty is known at run time"
            )
        iterable = args[0] if len(args) == 1 else tuple(args)
        members = self.members(iterable, node)
        test = operator.gt if fn is builtins.max else operator.lt
        inner = self.inside(node)
        frame, best, most = self.frame, f"%best{id(node)}", f"%most{id(node)}"

        def keep(item: Any, key: Any) -> None:
            self.state.set(frame, best, item)
            self.state.set(frame, most, key)

        def turn(item: Any) -> None:
            key = self.call(kwargs["key"], [item], {}, inner)
            passed = self.compare(test, key, self.state.get(frame, most), node)
            if passed is True:
                keep(item, key)
            elif passed is not False:
                self.branch(passed, lambda: keep(item, key), lambda: None)

        first = members[0] if members else self._first_of(iterable, fn, node)
        keep(first, self.call(kwargs["key"], [first], {}, inner))
        self.for_each(tuple(members[1:]) if members else iterable, node, turn, None)
        return self.state.get(frame, best)

    def _first_of(self, iterable: Any, fn: Any, node: Any) -> Any:
        """The first item of an iterable; where there is none, the program raises."""
        get, count = self.indexed(iterable, node)
        self.branch(
            self.compare(operator.gt, count, 0, node),
            lambda: None,
            lambda: self.raise_now(ValueError, f"{fn.__name__}() arg is an empty sequence"),
        )
        return get(0)

    def _pair(self, fn: Any, a: Any, b: Any, node: Any) -> Any:
        known = self.known_int(a), self.known_int(b)
        if is_literal(a) and is_literal(b) and None not in known:
            return fn(a, b)
        return self.b.emit_call(fn, self.operand(a, node), self.operand(b, node))

    def _call_isinstance(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        x, wanted = args
        classes = tuple(
            c.obj
            for c in (wanted if isinstance(wanted, tuple) else (wanted,))
            if isinstance(c, Static)
        )
        found = self.python_class(x)
        if found is not None and classes:
            return issubclass(found, classes)
        return self.b.emit_call(isinstance, self.operand(x, node), self.operand(wanted, node))

    def python_class(self, x: Any) -> type | None:
        """The class of a value, if it is known."""
        t = self.type(x)
        if isinstance(x, Instance):
            return x.cls
        if isinstance(x, (tuple, ListObj, DictObj)):
            return {tuple: tuple, ListObj: list, DictObj: dict, SetObj: set}[type(x)]
        if is_literal(x):
            return type(x)
        if isinstance(t, Arr):
            return np.ndarray
        if isinstance(t, Num) and t.dtype not in ("any", "default"):
            plain = {"bool": bool, "int": int, "float": float, "complex": complex}
            return plain[t.kind] if t.dtype is None else np.dtype(t.dtype).type
        if isinstance(t, Lst):
            return list
        return None

    def _call_hasattr(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        found = self.python_class(args[0])
        if found is not None and isinstance(args[1], str) and not isinstance(args[0], Instance):
            return hasattr(found, args[1])
        raise self.refuse(node, "`hasattr` here", "the object's attributes are not known")

    def _call_getattr(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        if not isinstance(args[1], str):
            raise self.refuse(
                node, "`getattr` with a name known only at run time", "it cannot be resolved"
            )
        return self.attribute(args[0], args[1], node)

    def _call_slice(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return slice(*args)

    def _call_partial(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return Partial(args[0], tuple(args[1:]), kwargs)

    def _call_reduce(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        members = self.members(args[1], node)
        if members is None and len(args) > 2:
            step = functools.partial(self._reduced_by, args[0], node)
            return self._reduce(args[1], node, args[2], step)
        members = self.unpack_all(args[1], node)
        parts = [args[2], *members] if len(args) > 2 else members
        return functools.reduce(functools.partial(self._reduced_by, args[0], node), parts)

    def _reduced_by(self, fn: Any, node: Any, total: Any, item: Any) -> Any:
        return self.call(fn, [total, item], {}, self.inside(node))

    def _call_map(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        if any(self.members(a, node) is None for a in args[1:]):
            return Iter("map", tuple(args))
        groups = [self.unpack_all(a, node) for a in args[1:]]
        made = [self.call(args[0], list(group), {}, node) for group in zip(*groups, strict=False)]
        return Iter("iterator", (tuple(made),))

    def _call_divmod(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        a, b = args
        return self.binary(operator.floordiv, a, b, node), self.binary(operator.mod, a, b, node)

    def _call_pow(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        if len(args) == 2:
            return self.binary(operator.pow, args[0], args[1], node)
        return self.b.emit_call(pow, *(self.operand(a, node) for a in args))

    def _call_index_at(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        base, index, value = args
        self.b.store(
            self.operand(base, node), self.operand(index, node), self.operand(value, node), "+"
        )
        self.b.block.ops[-1].info["at"] = True

    def _call_index_subtract(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        self._call_index_at(args, kwargs, node)
        self.b.block.ops[-1].info["op"] = "-"

    def _call_copyto(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """`np.copyto(array, value, where=...)`, as a store into all of the array."""
        base, value = (self.operand(a, node) for a in args[:2])
        if "where" in kwargs:
            value = self.b.emit_call(np.where, self.operand(kwargs["where"], node), value, base)
        self.b.store(base, Ellipsis, value)

    def _call_outer(
        self, ufunc: np.ufunc, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """`np.add.outer(a, b)` as `np.add(a[:, None], b)`."""
        a, b = (self.operand(x, node) for x in args)
        inner = rank(type_of(b))
        if inner is None or rank(type_of(a)) is None:
            raise self.refuse(
                node,
                f"`np.{ufunc.__name__}.outer` of arrays of unknown rank",
                "the rank of the second says where axes are put in",
                f"write np.{ufunc.__name__}(a[:, None], b)",
            )
        if inner and rank(type_of(a)):
            a = self.b.emit_call(operator.getitem, a, (Ellipsis, *(None,) * inner))
        return self.primitive(ufunc, [a, b], kwargs, node)

    def _call_ndarray(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """`np.ndarray(shape, dtype)`, which is `np.empty`."""
        if len(args) > 2 or not set(kwargs) <= {"shape", "dtype"}:
            raise self.refuse(
                node,
                "`np.ndarray` over memory that exists",
                "what it shares it with is not followed",
                "use a view of an array",
            )
        return self.primitive(np.empty, args, kwargs, node)

    # ---- methods of containers that are followed ----

    def list_method(
        self, made: ListObj, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """A method of a list whose items are followed."""
        items = self.items(made)
        if name == "append":
            self.append_to(made, args[0], node)
            return None
        if name == "extend":
            for item in self.unpack_all(args[0], node):
                self.append_to(made, item, node)
            return None
        if name == "copy":
            return self.make_list(node, items)
        if name in ("index", "count") and all(is_literal(i) for i in [*items, *args]):
            return getattr(items, name)(*args)
        known = [self.known_int(a) for a in args[:1]]
        if name in ("pop", "insert") and None not in known:
            place = -1 if not known or known[0] is None else known[0]
            if name == "pop" and not -len(items) <= place < len(items):
                raise self.escalate(made)  # there are more where earlier turns have put them
            result = getattr(items, name)(*known, *args[1:])
        elif name in ("reverse", "clear"):
            result = getattr(items, name)()
        elif not any(carries(self.type(item)) for item in items) and hasattr(list, name):
            raise self.as_plain(made, node)
        else:
            raise self.refuse(
                node, f"list method `.{name}()` is not supported here", "its effect is not followed"
            )
        self.check_changeable(made, node)
        self.state.set(made, "#", len(items))
        for i, item in enumerate(items):
            self.state.set(made, i, item)
        return result

    def append_to(self, made: Any, item: Any, node: Any) -> None:
        """`made.append(item)` for a list that is followed or one at run time."""
        if isinstance(made, ListObj):
            self.check_changeable(made, node)
            place = self.state.get(made, "#")
            self.state.set(made, place, item)
            self.state.set(made, "#", place + 1)
            return
        operand = self.kept(item, node)
        if isinstance(made.type, Lst):
            for site in made.type.sites:
                self.learn_list(site, item_type(operand))
        self.b.append(Op("append", (), None, (made, operand)))

    def extend(self, made: Value, iterable: Any, node: Any) -> None:
        """`made.extend(iterable)` for a run-time list."""
        self.for_each(iterable, node, lambda item: self.append_to(made, item, node), None)

    def run_time_list_method(
        self, made: Value, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """A method of a run-time list."""
        assert isinstance(made.type, Lst)
        if name == "append":
            self.append_to(made, args[0], node)
            return None
        if name == "extend":
            self.extend(made, args[0], node)
            return None
        if name == "pop" and not args:
            out = Value(made.type.elem)
            self.b.append(Op("pop", (out,), None, (made,)))
            return out
        if made.type.sites and (isinstance(made.type.elem, Unbound) or not carries(made.type.elem)):
            raise self.as_plain(made, node)
        raise self.refuse(
            node,
            f"list method `.{name}()` is not supported here",
            "the list exists only at run time",
        )

    def dict_method(
        self, made: DictObj, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """A method of a dict whose keys are followed."""
        if (
            name in _KEYED_METHODS
            and args
            and self.is_run_time_key(args[0])
            and made.source is None
        ):
            raise self.escalate(made)
        if isinstance(made, SetObj):
            return self.set_method(made, name, args, node)
        pairs = self.dict_items(made, node)
        if name == "keys":
            return tuple(pairs)
        if name == "values":
            return tuple(pairs.values())
        if name == "items":
            return tuple(pairs.items())
        if name == "copy":
            return self.make_dict(node, pairs)
        if name == "get":
            if self.is_run_time_key(args[0]):
                default = args[1] if len(args) > 1 else None
                return self.chosen_item(made, args[0], node, lambda: default)
            key = self.literal_key(args[0], node)
            return pairs.get(key, args[1] if len(args) > 1 else None)
        if made.source is not None:
            raise self.refuse(
                node,
                f"`.{name}()` changes an argument",
                "the caller's dict would change",
                "copy it",
            )
        self.check_changeable(made, node)
        if name == "clear":
            self.state.set(made, "#", ())
            return None
        if name == "popitem" and pairs:
            key = list(pairs)[-1]
            self.state.set(made, "#", tuple(pairs)[:-1])
            return key, pairs[key]
        if name == "update":
            if args and not isinstance(args[0], DictObj):
                raise self.escalate(made)
            new = {**(self.dict_items(args[0], node) if args else {}), **kwargs}
            for key, value in new.items():
                self.set_item(made, key, value, node)
            return None
        if name == "setdefault":
            key = self.literal_key(args[0], node)
            if key not in pairs:
                self.set_item(made, key, args[1] if len(args) > 1 else None, node)
            return self.state.get(made, ("key", key))
        if name == "pop":
            key = self.literal_key(args[0], node)
            if key not in pairs and len(args) > 1:
                return args[1]
            self.state.set(made, "#", tuple(k for k in pairs if k != key))
            return pairs[key]
        raise self.refuse(
            node, f"dict method `.{name}()` is not supported here", "its effect is not followed"
        )

    def set_method(self, made: SetObj, name: str, args: list[Any], node: Any) -> Any:
        """A method of a set whose elements are followed."""
        elements = [x for a in args for x in self.unpack_all(a, node)] if name in _WITH_SETS else []
        if name in ("copy", "union"):
            return self.make_set(node, [*self.keys(made, node), *elements])
        if name in ("add", "update"):
            self.check_changeable(made, node)
            for element in elements if name == "update" else args:
                self.add_to_set(made, element, node)
            return None
        if name in ("discard", "remove"):
            self.check_changeable(made, node)
            key, keys = self.literal_key(args[0], node), self.keys(made, node)
            if key not in keys and name == "remove":
                return self.raise_now(KeyError, "there is no such element")
            self.state.set(made, "#", tuple(k for k in keys if k != key))
            return None
        raise self.refuse(
            node, f"set method `.{name}()` is not supported here", "its effect is not followed"
        )

    def _call_set(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        members = self.members(args[0], node) if args else []
        if members is not None:
            return self.make_set(node, members)
        return self.collected("set", set, args, node)

    def literal_method(
        self, owner: Any, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """A method of a string or tuple."""
        if isinstance(owner, tuple) and name == "index":
            return list(owner).index(args[0])
        if all(is_literal(a) for a in args) and not kwargs and is_literal(owner):
            made = getattr(owner, name)(*args)
            return self.make_list(node, made) if isinstance(made, list) else made
        operands = tuple(self.operand(a, node) for a in args)
        named = {k: self.operand(v, node) for k, v in kwargs.items()}
        out = Value(Opaque("object"))
        info = {"method": name, "node": self.place(node)}  # type: ignore[attr-defined]
        self.b.append(
            Op("effect", (out,), name, (self.operand(owner, node), *operands), named, info=info)
        )
        return out

    # ---- comprehensions ----

    def call_on_generator(self, fn: Any, generator: Any, node: Any) -> Any:
        """`sum(... for ...)` and its kind."""
        made = self.ev(generator)
        return self.call(fn, [made], {}, node)

    def unrolled(self, generators: list[Any], turn: Callable[[], None]) -> bool:
        """Run the turns of a comprehension if its iterables are all known; whether they were."""
        outer, before, trial = self.frame, self.state.copy(), Block()
        self.frame = self.comprehension_frame(generators)
        try:
            with self.into(trial):
                done = self._unroll_generators(generators, turn)
        finally:
            self.frame = outer
        if done:
            self.b.block.ops += trial.ops
        else:
            self.state = before
        return done

    def comprehension_frame(self, generators: list[Any]) -> Frame:
        """The frame of a comprehension's own names."""
        names = {n.id for g in generators for n in gast.walk(g.target) if isinstance(n, gast.Name)}
        made = Frame(self.frame.source, self.frame, frozenset(names), self.frame.nonlocals)
        made.is_comprehension = True
        return made

    def _unroll_generators(self, generators: list[Any], turn: Callable[[], None]) -> bool:
        first, *rest = generators
        members = self.members(self.ev(first.iter), first.iter)
        if members is None or len(members) > 64:
            return False
        for member in members:
            self.bind(first.target, member)
            truths = [self.truth(self.ev(test), test) for test in first.ifs]
            if any(truth is False for truth in truths):
                continue
            if not all(truth is True for truth in truths):
                return False
            if not rest:
                turn()
            elif not self._unroll_generators(rest, turn):
                return False
        return True

    def comprehension_loops(
        self, generators: list[Any], turn: Callable[[], None], node: Any
    ) -> None:
        """The turns of a comprehension as loops."""
        outer = self.frame
        self.frame = self.comprehension_frame(generators)
        try:
            self._generator_loop(generators, turn)
        finally:
            self.frame = outer

    def _generator_loop(self, generators: list[Any], turn: Callable[[], None]) -> None:
        first, *rest = generators

        def inner() -> None:
            if rest:
                self._generator_loop(rest, turn)
            else:
                turn()

        def filtered(tests: list[Any]) -> None:
            if not tests:
                inner()
                return
            truth = self.truth(self.ev(tests[0]), tests[0])
            if truth is True:
                filtered(tests[1:])
            elif truth is not False:
                self.branch(truth, lambda: filtered(tests[1:]), lambda: None)

        def on_item(item: Any) -> None:
            if isinstance(item, Value) and not item.hint and isinstance(first.target, gast.Name):
                item.hint = first.target.id
            self.bind(first.target, item)
            filtered(first.ifs)

        self.for_each(self.ev(first.iter), first, on_item, None)


_WITH_SETS = ("union", "update")
_KEYED_METHODS = ("setdefault", "pop", "add", "discard", "remove")
_BUILTINS: dict[Any, str] = {
    **ITERTOOLS,
    len: "_call_len", range: "_call_range", enumerate: "_call_enumerate", zip: "_call_zip",
    reversed: "_call_reversed", sorted: "_call_sorted", list: "_call_list", tuple: "_call_tuple",
    dict: "_call_dict", sum: "_call_sum", any: "_call_any", all: "_call_all", max: "_call_max",
    min: "_call_min", isinstance: "_call_isinstance", hasattr: "_call_hasattr", getattr: "_call_getattr",
    functools.partial: "_call_partial", functools.reduce: "_call_reduce", map: "_call_map",
    dict.fromkeys: "_call_from_keys", slice: "_call_slice", set: "_call_set", dataclasses.replace: "_call_replace",
    np.ndim: "_call_ndim", np.shape: "_call_shape", divmod: "_call_divmod", pow: "_call_pow", np.add.at: "_call_index_at",
    np.subtract.at: "_call_index_subtract", super: "_call_super",
    collections.deque: "_call_deque", collections.Counter: "_call_counter",
    collections.defaultdict: "_call_default_dict", collections.OrderedDict: "_call_dict",
    iter: "_call_iter", np.copyto: "_call_copyto", np.ndarray: "_call_ndarray",
}  # fmt: skip
