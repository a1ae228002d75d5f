"""Calls of methods, by what they are methods of."""

from __future__ import annotations

import inspect
import types
from typing import Any

import numpy as np

from sourcediff.frontend.abstract import Bound, Choice, DictObj, Instance, ListObj, is_literal
from sourcediff.frontend.arrays import as_array
from sourcediff.frontend.methods import METHODS
from sourcediff.frontend.objects import Objects
from sourcediff.frontend.primitive_calls import PrimitiveCalls
from sourcediff.frontend.writers import put
from sourcediff.ir.core import Op, Value
from sourcediff.ir.scalars import literal_type
from sourcediff.ir.types import (
    UNBOUND,
    WORDS,
    Arr,
    Held,
    Lst,
    Num,
    Opaque,
    Tup,
    Unbound,
    Unknown,
    is_complex,
    rank,
)

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
_WRITING = ("fill", "sort", "resize", "put", "partition", "itemset", "setfield", "byteswap")
_NOT_WRITING = {
    "resize": (
        "it changes the array's size in place, which other names for it would see",
        "bind a new array: a = np.resize(a, shape), or np.pad for zeros",
    ),
    "byteswap": ("its bytes then mean other numbers", "convert the array before the call"),
    "setfield": ("its bytes then mean other numbers", "store into the array"),
}


class MethodCalls(Objects, PrimitiveCalls):
    """Methods of objects, containers, arrays and numbers."""

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
            return self.object_method(owner, fn.name, args, kwargs, node)
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

    def object_method(
        self, owner: Instance, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """A method of an object that is followed."""
        found = inspect.getattr_static(owner.cls, name, None)
        if name == "_replace" and issubclass(owner.cls, tuple):
            return self.replaced(owner, kwargs, node)
        if found is None:
            raise self.refuse(
                node, f"there is no method `{name}`", f"{owner.cls.__name__} has none"
            )
        self.shared.note_method(owner.cls, name, found)
        if isinstance(found, staticmethod):
            return self.call_python(found.__func__, args, kwargs, node)
        if isinstance(found, classmethod):
            cls = self.static_class(owner.cls)
            return self.call_python(found.__func__, [cls, *args], kwargs, node)
        if not isinstance(found, types.FunctionType):
            raise self.refuse(
                node, f"`{name}` of {owner.cls.__name__} has no source", "it cannot be lowered"
            )
        return self.call_python(found, [owner, *args], kwargs, node)

    def value_method(
        self, owner: Value, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """A method of an array, number or run-time list."""
        if isinstance(owner.type, Lst):
            return self.run_time_list_method(owner, name, args, kwargs, node)
        if isinstance(owner.type, Held):
            return self.held_method(owner, name, args, kwargs, node)
        if isinstance(owner.type, (Opaque, Tup)):
            return self.opaque_method(owner, name, args, kwargs, node)
        if name in _WRITING:
            return self.writing_method(owner, name, args, kwargs, node)
        if name in ("item", "tolist") and (args or name == "tolist"):
            return self.elements_method(owner, name, args, node)
        if (
            name in ("conj", "conjugate")
            and isinstance(owner.type, Arr)
            and not is_complex(owner.type)
        ):
            return owner  # the array itself, where the function copies
        if name in METHODS:
            return self.function_method(owner, name, args, kwargs, node)
        if isinstance(owner.type, Unbound):  # an item of a list of which nothing is known yet
            return Value(UNBOUND)
        raise self.refuse(
            node, f"method `.{name}()` is not supported", "it has no rule", "use a NumPy function"
        )

    def opaque_method(
        self, owner: Value, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """A method of something that is not calculated with."""
        self.check_lists(name, args, kwargs, node)
        operands = tuple(self.operand(a, node) for a in args)
        named = {k: self.operand(v, node) for k, v in kwargs.items()}
        self.note_writes(name, operands, named)
        out = Value(_METHOD_RESULTS.get((owner.type, name), Unknown()))
        info = {"method": name, "node": self.place(node)}
        self.b.append(Op("effect", (out,), name, (owner, *operands), named, info=info))
        return out

    def function_method(
        self, owner: Value, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """A method of an array as the NumPy function that it is, still written as a method."""
        if name == "compress":  # of which the function takes the array second
            return self.primitive(np.compress, [args[0], owner, *args[1:]], kwargs, node)
        made_fn, made_args = METHODS[name](owner, args)
        written = self.written()
        out = self.primitive(made_fn, list(made_args), kwargs, node)
        for op in self.b.block.ops[self.place_after(written) :]:
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
            self.b.store(owner, Ellipsis, as_array(self.b, self.operand(args[0], node)))
            return None
        if name == "sort":
            axis = {k: self.operand(v, node) for k, v in kwargs.items()}
            operands = [self.operand(x, node) for x in args]
            self.b.store(owner, Ellipsis, self.b.emit_call(np.sort, owner, *operands, **axis))
            return None
        if name == "put":
            return self.call_writer(put, [owner, *args], kwargs, node)
        why, instead = _NOT_WRITING.get(name, ("it changes the array in place", "store instead"))
        raise self.refuse(node, f"method `.{name}()` is not supported", why, instead)

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
        out = Value(_METHOD_RESULTS.get((literal_type(owner), name), Opaque("object")))
        info = {"method": name, "node": self.place(node)}
        self.b.append(
            Op("effect", (out,), name, (self.operand(owner, node), *operands), named, info=info)
        )
        return out
