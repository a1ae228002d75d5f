"""A derivative called inside a function that is differentiated: its IR becomes part of the caller's."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from sourcediff.differentiate.adjoint import adjoint
from sourcediff.differentiate.callees import free_name
from sourcediff.differentiate.request import Request
from sourcediff.frontend.abstract import Bound, DictObj, Instance, ListObj, Static
from sourcediff.frontend.attempt import Unsettled
from sourcediff.frontend.on_copies import copied_by
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Block, Function, Record, Value, clone, type_of
from sourcediff.ir.records import Param, record_fields
from sourcediff.ir.types import Num, is_float
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
    bound.apply_defaults()
    given = dict(bound.arguments)
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
    actual: list[tuple[Value, Any]] = []
    fresh = {name: _fresh(lowering, x, name, actual) for name, x in given.items()}
    block = Block([p for p, _ in actual], [], [])
    before = lowering.state.copy()
    with lowering.into(block):
        followed = {name: _followed(lowering, x, (node, name)) for name, x in fresh.items()}
        positional, named = _arguments(signature, followed)
        block.results = [lowering.operand(lowering.call(callee, positional, named, node), node)]
    if lowering.shared.changed:
        raise Unsettled
    lowering.state.forget_since(
        before
    )  # what the call has left behind is of a block that is copied
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


def _fresh(lowering: Any, x: Any, name: str, actual: list[tuple[Value, Any]]) -> Any:
    """Nested tuples, lists and dicts like an abstract value, with values of their own at its leaves."""
    if isinstance(x, (tuple, list)):
        return tuple(_fresh(lowering, part, name, actual) for part in x)
    if isinstance(x, ListObj):
        return [_fresh(lowering, part, name, actual) for part in lowering.items(x)]
    if isinstance(x, DictObj):
        pairs = lowering.dict_items(x, None)
        return {k: _fresh(lowering, v, str(k), actual) for k, v in pairs.items()}
    if isinstance(x, Instance) and record_fields(x.cls) is not None:
        parts = _fields(lowering, x).items()
        return Record(x.cls, {n: _fresh(lowering, part, n, actual) for n, part in parts})
    t = type_of(x) if isinstance(x, (Value, float)) and not isinstance(x, bool) else None
    if t is None:
        return x
    made = Value(
        t if not isinstance(t, Num) or isinstance(x, Value) else Num(t.kind, t.dtype),
        name if name.isidentifier() else "",
    )
    actual.append((made, x))
    return made


def _fields(lowering: Any, x: Instance) -> dict[str, Any]:
    """The fields of a dataclass or named tuple that is followed."""
    return {n: lowering.instance_attribute(x, n, None) for n in record_fields(x.cls) or ()}


def _make_record(lowering: Any, cls: type, parts: dict[str, Any]) -> Instance:
    """An object of a dataclass or named tuple with these fields."""
    made = Instance(cls, remade=True)
    for name, part in parts.items():
        lowering.state.set(made, name, part)
    return made


def _followed(lowering: Any, x: Any, site: Any) -> Any:
    """An argument as the callee's body follows it, in the block that the body goes to."""
    if isinstance(x, tuple):
        return tuple(_followed(lowering, part, (site, i)) for i, part in enumerate(x))
    if isinstance(x, list):
        parts = [_followed(lowering, part, (site, i)) for i, part in enumerate(x)]
        return lowering.make_list(site, parts)
    if isinstance(x, dict):
        pairs = {k: _followed(lowering, part, (site, k)) for k, part in x.items()}
        return lowering.make_dict(site, pairs)
    if isinstance(x, Record):
        named = {n: _followed(lowering, part, (site, n)) for n, part in x.fields.items()}
        return _make_record(lowering, x.cls, named)
    return x


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
