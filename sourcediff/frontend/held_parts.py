"""Things as they are put into containers at run time, where what can be changed has to exist at run time itself."""

from __future__ import annotations

from typing import Any

from sourcediff.frontend.abstract import DictObj, Instance, ListObj, SetObj, is_immutable
from sourcediff.frontend.expressions import Expressions
from sourcediff.frontend.keyed import KeyedValues
from sourcediff.ir.core import Record
from sourcediff.ir.records import is_plain_record, record_fields


def held_part(lowering: Expressions, x: Any, node: Any) -> Any:
    """Something as it is put into a container at run time: what can be changed has to exist at run time itself."""
    if isinstance(x, tuple):
        return tuple(held_part(lowering, part, node) for part in x)
    if isinstance(x, ListObj):
        raise lowering.escalate(x)
    if isinstance(x, DictObj) and x.source is None:
        raise lowering.as_plain(x, node)
    if isinstance(x, DictObj):
        return {k: held_part(lowering, v, node) for k, v in lowering.dict_items(x, node).items()}
    if isinstance(x, Instance) and issubclass(x.cls, KeyedValues):
        raise lowering.as_plain(x, node)
    if isinstance(x, Instance) and x.source is not None and is_plain_record(x.cls):
        names = record_fields(x.cls) or ()
        fields = {n: lowering.instance_attribute(x, n, node) for n in names}
        return Record(x.cls, {n: held_part(lowering, part, node) for n, part in fields.items()})
    if isinstance(x, Instance) and x.source is None and not is_immutable(x):
        raise lowering.refuse(
            node, "an object is put into a container that exists at run time",
            "its attributes are followed by name", "use a tuple, or a dict",
        )  # fmt: skip
    return lowering.operand(x, node)


def iterated(lowering: Expressions, x: Any, node: Any) -> Any:
    """An iterable as an operand: lists in it exist at run time, it itself need not."""
    if isinstance(x, (ListObj, tuple)):
        return [held_part(lowering, item, node) for item in lowering.unpack_all(x, node)]
    if isinstance(x, DictObj) and not isinstance(x, SetObj):
        return {k: held_part(lowering, v, node) for k, v in lowering.dict_items(x, node).items()}
    return lowering.operand(x, node)
