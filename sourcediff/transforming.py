"""A derivative called inside a function that is differentiated: its IR becomes part of the caller's."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sourcediff import runtime
from sourcediff.analysis.alias import Aliases, find_aliases, is_memory, is_view, makes_array
from sourcediff.differentiate.adjoint import adjoint
from sourcediff.differentiate.callees import free_name
from sourcediff.differentiate.request import Request
from sourcediff.frontend.abstract import Bound, DictObj, Instance, ListObj, Static, is_object
from sourcediff.frontend.attempt import Unsettled
from sourcediff.frontend.lower import left_in
from sourcediff.frontend.on_copies import copied_by
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import (
    Block,
    Function,
    Op,
    Record,
    Value,
    clone,
    defined,
    inputs,
    leaves,
    substitute,
    type_of,
    walk,
)
from sourcediff.ir.records import Param, record_fields
from sourcediff.ir.types import Arr, Lst, Num, is_float
from sourcediff.optimize.optimize import optimize


def lower_derivative(
    lowering: Any,
    fn: Any,
    request: Request,
    signature: inspect.Signature,
    args: list[Any],
    kwargs: dict[str, Any],
    node: Any,
) -> Any:
    """Lower `fn` apart, differentiate it, and put the derivative's operations here."""
    code = getattr(fn, "__code__", None)
    if code is not None and any(entry is code for entry in lowering.stack):
        raise lowering.refuse(
            node, f"`{fn.__name__}` calls itself by the name that now means its derivative",
            "the decorator has replaced the function", f"keep the function: d{fn.__name__} = grad({fn.__name__})",
        )  # fmt: skip
    callee = (
        Static(fn, getattr(fn, "__name__", "f")) if callable(fn) and not hasattr(fn, "node") else fn
    )
    bound = signature.bind(*args, **kwargs)
    passed = set(bound.arguments)
    bound.apply_defaults()
    given = dict(bound.arguments)
    for name in given.keys() - passed:
        if not isinstance(given[name], (tuple, dict)):
            given[name] = lowering.static_default(given[name], fn, name)
    seeds = {k: given.pop(k) for k in list(given) if k not in inspect.signature(fn).parameters}
    return splice(lowering, callee, request, given, inspect.signature(fn), seeds, node)


def lower_forward(
    lowering: Any, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any
) -> Any:
    """Lower a forward sweep that saves: the value, and the arguments, from which the reverse sweep begins anew."""
    bound = inspect.signature(fn).bind(*args, **kwargs)
    if bound.kwargs:
        raise lowering.refuse(
            node, f"`{fn.__name__}` is called by keyword in a derivative that is differentiated",
            "its arguments are kept in order", "pass them by position",
        )  # fmt: skip
    kept = tuple(
        lowering.call(Bound(x, "copy"), [], {}, (node, name)) if name in copied_by(fn) else x
        for name, x in bound.arguments.items()
    )
    return lowering.call(Static(fn, fn.__name__), args, kwargs, node), kept


def lower_reverse(lowering: Any, adjoint_of: Any, args: list[Any], node: Any) -> Any:
    """Lower a reverse sweep from the arguments that `lower_forward` has kept."""
    saved, seed = args
    named = {free_name("out_bar", adjoint_of.primal): seed}
    given = lowering.unpack_all(saved, node)
    return lowering.call(Static(adjoint_of, adjoint_of.__name__), given, named, node)


def splice(
    lowering: Any, callee: Any, request: Request, given: dict[str, Any], signature: inspect.Signature,
    seeds: dict[str, Any], node: Any,
) -> Any:  # fmt: skip
    """The derivative of a callee at abstract arguments, as part of the block at hand."""
    copies = _Copies(lowering)
    fresh = {name: copies.fresh(x, name) for name, x in given.items()}
    block = Block([p for p, _ in copies.actual], [], [])
    before = lowering.state.copy()
    with lowering.into(block):
        followed = {name: copies.followed(x, (node, name)) for name, x in fresh.items()}
        positional, named = _arguments(signature, followed)
        with copies.standing_in():
            result = lowering.call(callee, positional, named, node)
        if request.of is not None:
            result = left_in(followed, request.of)
        block.results = [lowering.operand(result, node)]
    actual = [*copies.actual, *_take_in(block)]
    if lowering.shared.changed:
        raise Unsettled
    lowering.state.slots = before.slots  # a derivative leaves what it is given as it was
    info = {
        "trees": {n: _tree(x) for n, x in fresh.items()},
        "texts": lowering.shared.texts,
        "leaves": [],
        "same": list(one_value(actual)),
    }
    info |= {"partners": lowering.shared.partners, "scope": lowering.top.fn.__globals__}
    params = [Param(n, "plain") for n in range(len(actual))]  # type: ignore[arg-type]
    for i, p in enumerate(block.params):
        params[i] = Param(f"p{i}" if not p.hint else p.hint, "plain")
    primal = Function(getattr(callee, "text", "f"), params, block, lowering.b.guards, info)
    _check_apart(lowering, primal, actual)
    if request.mode == "forward":
        made = _tangent(lowering, primal, request, seeds, fresh)
        extra = list(made[1])
        function = made[0]
    else:
        function = optimize(adjoint(primal, request))
        extra = [lowering.operand(seeds.get("out_bar", 1.0), node)] if request.seeded else []
    operands = [lowering.operand(x, node) for _, x in actual] + extra
    mapping: dict[Value, Any] = dict(zip(function.block.params, operands, strict=True))
    inner = Block([], function.block.ops, function.block.results)
    copied = clone(inner, mapping)
    for op in copied.ops:
        _plain(op)
        lowering.b.append(op)
    return _abstract(lowering, copied.results[0], node)


def _take_in(block: Block) -> Iterator[tuple[Value, Value]]:
    """Make arrays and lists that a block reads from around it parameters: what it stores into them stays its own."""
    inside = {*defined(block), *block.params}
    read = [v for op in walk(block) for v in inputs(op)] + list(leaves(block.results))
    for outer in dict.fromkeys(v for v in read if v not in inside and is_memory(v.type)):
        made = Value(outer.type, outer.hint, outer.line)
        substitute(block, {outer: made})
        block.params.append(made)
        yield made, outer


def _check_apart(lowering: Any, primal: Function, actual: list[tuple[Value, Any]]) -> None:
    """Let what a derivative writes into, and the rest that it is given, be checked for shared memory."""
    aliases = find_aliases(primal.block)
    memory = [(p, x) for p, x in actual if isinstance(x, Value) and isinstance(x.type, (Arr, Lst))]
    for place, (p, x) in enumerate(memory):
        for q, y in memory[:place]:
            if x is y or not (_is_written(p, aliases) or _is_written(q, aliases)):
                continue
            if not _are_apart(lowering, x, y):
                args = (x, y, primal.name)
                lowering.b.append(
                    Op("effect", (), runtime.check_given, args, info={"watches": True})
                )


def _is_written(x: Value, aliases: Aliases) -> bool:
    """Whether an array, a list, or an array in a list is stored into."""
    return aliases.is_stored(x) or aliases.find(("content", x)) in aliases.stored


def _are_apart(lowering: Any, x: Value, y: Value) -> bool:
    """Whether two arrays surely share no memory: one is part of a new array, and the other is not part of that."""
    one, two = _root(lowering, x), _root(lowering, y)
    defs = lowering.b.defs
    new = [v for v in (one, two) if v in defs and makes_array(defs[v])]
    given = [v for v in (one, two) if v in lowering.entry.params]
    return one is not two and bool(new) and len(new) + len(given) == 2


def _root(lowering: Any, x: Value) -> Value:
    """The array that something is a view of."""
    op = lowering.b.defs.get(x)
    return _root(lowering, op.args[0]) if op is not None and is_view(op) else x


def one_value(actual: list[tuple[Value, Any]]) -> Iterator[list[Value]]:
    """The arguments of a call that are one value."""
    names: dict[Any, list[Value]] = {}
    for made, x in actual:
        if isinstance(x, Value):
            names.setdefault(x, []).append(made)
    return (values for values in names.values() if len(values) > 1)


def _plain(op: Any) -> None:
    """Make an operation of a derivative one of the caller's program."""
    op.mirror = None
    op.line = 0
    if op.info.pop("adjoint", None):
        op.info["fits"] = True  # its arrays have the sizes of the program's own
    if op.kind == "loop":
        op.info["derived"] = True
    for inner in op.blocks:
        for nested in inner.ops:
            _plain(nested)


def _arguments(
    signature: inspect.Signature, fresh: dict[str, Any]
) -> tuple[list[Any], dict[str, Any]]:
    positional: list[Any] = []
    named: dict[str, Any] = {}
    for name, p in signature.parameters.items():
        if name not in fresh:
            continue
        if p.kind is inspect.Parameter.VAR_POSITIONAL:
            positional.extend(fresh[name])
        elif p.kind is inspect.Parameter.KEYWORD_ONLY:
            named[name] = fresh[name]
        elif p.kind is inspect.Parameter.VAR_KEYWORD:
            named.update(fresh[name])
        else:
            positional.append(fresh[name])
    return positional, named


class _Copies:
    """New values and containers for those that a derivative is given, one for each: what it changes stays its own."""

    def __init__(self, lowering: Any) -> None:
        self.lowering = lowering
        self.actual: list[tuple[Value, Any]] = []
        self.fresh_of: dict[Any, Any] = {}
        self.followed_of: dict[int, Any] = {}

    def fresh(self, x: Any, name: str) -> Any:
        """Nested tuples, lists and dicts like an abstract value, with values of their own at its leaves."""
        if isinstance(x, (tuple, list)):
            return tuple(self.fresh(part, name) for part in x)
        if is_object(x):
            if x not in self.fresh_of:
                self.fresh_of[x] = self._fresh_object(x, name)
            return self.fresh_of[x]
        t = type_of(x) if isinstance(x, (Value, float)) and not isinstance(x, bool) else None
        if t is None:
            return x
        made = Value(
            t if not isinstance(t, Num) or isinstance(x, Value) else Num(t.kind, t.dtype),
            name if name.isidentifier() else "",
        )
        self.actual.append((made, x))
        return made

    def _fresh_object(self, x: Any, name: str) -> Any:
        if isinstance(x, ListObj):
            return [self.fresh(part, name) for part in self.lowering.items(x)]
        if isinstance(x, DictObj):
            pairs = self.lowering.dict_items(x, None)
            return {k: self.fresh(v, str(k)) for k, v in pairs.items()}
        if record_fields(x.cls) is None:
            return x
        parts = _fields(self.lowering, x).items()
        return Record(x.cls, {n: self.fresh(part, n) for n, part in parts})

    def followed(self, x: Any, site: Any) -> Any:
        """An argument as the callee's body follows it, in the block that the body goes to."""
        if isinstance(x, tuple):
            return tuple(self.followed(part, (site, i)) for i, part in enumerate(x))
        if not isinstance(x, (list, dict, Record)):
            return x
        if id(x) not in self.followed_of:
            self.followed_of[id(x)] = self._followed_object(x, site)
        return self.followed_of[id(x)]

    def _followed_object(self, x: Any, site: Any) -> Any:
        if isinstance(x, list):
            parts = [self.followed(part, (site, i)) for i, part in enumerate(x)]
            return self.lowering.make_list(site, parts)
        if isinstance(x, dict):
            pairs = {k: self.followed(part, (site, k)) for k, part in x.items()}
            return self.lowering.make_dict(site, pairs)
        named = {n: self.followed(part, (site, n)) for n, part in x.fields.items()}
        return _make_record(self.lowering, x.cls, named)

    @contextmanager
    def standing_in(self) -> Iterator[None]:
        """Let the copies go by the paths of what they are copies of."""
        known = self.lowering.outside
        copies = {x: self.followed_of.get(id(new), new) for x, new in self.fresh_of.items()}
        paths = {copy: known[x] for x, copy in copies.items() if x in known}
        self.lowering.outside = {**paths, **{x: at for x, at in known.items() if x not in copies}}
        yield
        found = {x: at for x, at in self.lowering.outside.items() if x not in paths}
        self.lowering.outside = {**known, **found}


def _fields(lowering: Any, x: Instance) -> dict[str, Any]:
    """The fields of a dataclass or named tuple that is followed."""
    return {n: lowering.instance_attribute(x, n, None) for n in record_fields(x.cls) or ()}


def _make_record(lowering: Any, cls: type, parts: dict[str, Any]) -> Instance:
    """An object of a dataclass or named tuple with these fields."""
    made = Instance(cls, remade=True)
    for name, part in parts.items():
        lowering.state.set(made, name, part)
    return made


def _tree(x: Any) -> Any:
    if isinstance(x, (tuple, list)):
        return type(x)([_tree(part) for part in x])
    if isinstance(x, dict):
        return {k: _tree(part) for k, part in x.items()}
    if isinstance(x, Record):
        return Record(x.cls, {n: _tree(part) for n, part in x.fields.items()})
    return x if isinstance(x, Value) else None


def _tangent(
    lowering: Any, primal: Function, request: Request, seeds: dict[str, Any], fresh: dict[str, Any]
) -> tuple[Function, list[Any]]:
    """The tangent of a callee whose tangents are given leaf by leaf."""
    from sourcediff.differentiate.prepare import prepare
    from sourcediff.differentiate.tangent import Forward
    from sourcediff.optimize.dead import eliminate_dead

    ready = prepare(primal, request)
    forward = Forward(ready, Builder(primal.guards, Block()))
    names = list(request.wrt)
    flat: list[tuple[Value, Any]] = []
    for name, given in zip(names, seeds.values(), strict=True):
        _pair(lowering, ready.trees[name], given, flat)
    dots = []
    for leaf, _ in flat:
        dot = Value(
            Num("float") if isinstance(leaf.type, Num) else leaf.type,
            f"{leaf.hint}_dot" if leaf.hint else "",
        )
        forward.dots[leaf] = dot
        dots.append(dot)
    forward.block(ready.block)
    block = forward.b.block
    value = ready.block.results[0]
    block.results = [(value, forward.result(value))]
    block.params = [*ready.block.params, *dots]
    eliminate_dead(block)
    return Function(primal.name, primal.params, block, primal.guards, primal.info), [
        x for _, x in flat
    ]


def _pair(lowering: Any, tree: Any, given: Any, out: list[tuple[Value, Any]]) -> None:
    if isinstance(tree, Value):
        if is_float(tree.type):
            out.append((tree, lowering.operand(given, None)))
        return
    if isinstance(tree, dict):
        pairs = lowering.dict_items(given, None)
        for key, part in tree.items():
            _pair(lowering, part, pairs[key], out)
        return
    if isinstance(tree, Record):
        parts = _fields(lowering, given)
        for name, part in tree.fields.items():
            _pair(lowering, part, parts[name], out)
        return
    members = lowering.unpack_all(given, None)
    for part, member in zip(tree or (), members, strict=True):
        _pair(lowering, part, member, out)


def _abstract(lowering: Any, x: Any, node: Any) -> Any:
    """What a derivative returned, followed item by item."""
    if isinstance(x, tuple):
        return tuple(_abstract(lowering, part, node) for part in x)
    if isinstance(x, list):
        return lowering.make_list(node, [_abstract(lowering, part, node) for part in x])
    if isinstance(x, dict):
        return lowering.make_dict(node, {k: _abstract(lowering, v, node) for k, v in x.items()})
    if isinstance(x, Record):
        parts = {n: _abstract(lowering, part, node) for n, part in x.fields.items()}
        return _make_record(lowering, x.cls, parts)
    return x
