"""Assignment: names, items and attributes are bound, stored into and deleted."""

from __future__ import annotations

import operator
from functools import partial
from typing import Any

import gast
import numpy as np

from sourcediff.frontend.abstract import UNDEFINED, Bound, Choice, DictObj, Instance, Iter, ListObj
from sourcediff.frontend.arrays import as_array
from sourcediff.frontend.expressions import Expressions
from sourcediff.frontend.list_types import item_type, surely_inert
from sourcediff.ir.core import Value, type_of
from sourcediff.ir.types import Arr, Lst, Unbound, Unknown, is_complex


class Assignment(Expressions):
    """What stands to the left of `=`, and behind `del`."""

    def bind(self, target: Any, value: Any) -> None:
        """Assign to a name, tuple, item or attribute."""
        before = self.enter(target)
        self._bind(target, value)
        self.leave(before)

    def _bind(self, target: Any, value: Any) -> None:
        if isinstance(target, gast.Name):
            self.assign(target.id, value)
        elif isinstance(target, (gast.Tuple, gast.List)):
            self._bind_sequence(target, value)
        elif isinstance(target, gast.Subscript):
            self.set_item(self.ev(target.value), self.ev(target.slice), value, target)
        elif isinstance(target, gast.Attribute):
            self.set_attribute(self.ev(target.value), target.attr, value, target)
        else:
            raise self.refuse(target, "this target is not supported", "it is not lowered")

    def assign(self, name: str, value: Any) -> None:
        """Bind a name in the frame that it belongs to."""
        if isinstance(value, Iter):
            self.iterators.setdefault(value, (self.depth, None))
        if (
            isinstance(value, Value)
            and not value.hint
            and not name.startswith("%")
            and value in self.b.defs
        ):
            value.hint = name if len(self.stack) <= 1 or not value.hint else value.hint
        frame = self.frame
        while frame.is_comprehension and name not in frame.locals and frame.parent is not None:
            frame = frame.parent
        while name in frame.nonlocals and frame.parent is not None:
            frame = frame.parent
        if name in frame.nonlocals or (name not in frame.locals and not name.startswith("%")):
            raise self.refuse(
                self.node,
                f"`{name}` of an enclosing function is bound",
                "that is seen after the call",
                "return it",
            )
        self.set_name(frame, name, value)

    def _bind_sequence(self, target: Any, value: Any) -> None:
        star = next((i for i, t in enumerate(target.elts) if isinstance(t, gast.Starred)), None)
        if star is not None and isinstance(value, Value) and isinstance(value.type, Lst):
            self._bind_parts_of_list(target.elts, star, value, target)
            return
        parts = self._parts(value, len(target.elts), star, target)
        if star is not None:
            after = len(target.elts) - star - 1
            middle = self.make_list(target, parts[star : len(parts) - after])
            parts = [*parts[:star], middle, *parts[len(parts) - after :]]
        if len(parts) != len(target.elts):
            raise self.refuse(
                target,
                f"{len(parts)} items are unpacked into {len(target.elts)} names",
                "it would raise",
            )
        for element, part in zip(target.elts, parts, strict=True):
            self.bind(element.value if isinstance(element, gast.Starred) else element, part)

    def _bind_parts_of_list(self, targets: list[Any], star: int, value: Value, node: Any) -> None:
        """`a, *b, c = xs` for a list at run time."""
        after = len(targets) - star - 1
        message = f"not enough values to unpack (expected at least {star + after})"
        count = self.b.emit_call(len, value)
        self.branch(
            self.b.emit_call(operator.ge, count, star + after),
            lambda: None,
            partial(self.raise_now, ValueError, message),
        )
        middle = slice(star, -after if after else None)
        parts: list[Any] = [self.getitem(value, i) for i in range(star)]
        parts.append(self.item(value, middle, node))
        parts += [self.getitem(value, -i) for i in range(after, 0, -1)]
        for target, part in zip(targets, parts, strict=True):
            self.bind(target.value if isinstance(target, gast.Starred) else target, part)

    def _parts(self, value: Any, count: int, star: int | None, node: Any) -> list[Any]:
        members = self.members(value, node)
        if members is not None:
            return members
        if not isinstance(value, Value):
            return self.unpack_all(value, node)
        if star is not None:
            known = self.known_length(value)
            if known is None:
                raise self.refuse(
                    node,
                    "an array of unknown length is unpacked with *",
                    "it must be known",
                    "slice it",
                )
            return [self.getitem(value, i) for i in range(known)]
        known = self.known_length(value)
        if known is None or known != count:
            message = f"wrong number of values to unpack (expected {count})"
            raises = partial(self.raise_now, ValueError, message)
            self.branch(self._length_is(value, count), lambda: None, raises)
        return [self.getitem(value, i) for i in range(count)]

    def _length_is(self, value: Value, count: int) -> Any:
        return self.b.emit_call(operator.eq, self.b.emit_call(len, value), count)

    # ---- items and attributes ----

    def set_item(self, base: Any, index: Any, value: Any, node: Any) -> None:
        """`base[index] = value`."""
        if isinstance(base, Choice):
            self.dispatch(base, lambda option: self.set_item(option, index, value, node), node)
            return
        self.check_changeable(base, node)
        if isinstance(base, ListObj):
            self._set_in_list(base, index, value, node)
        elif isinstance(base, DictObj):
            self._set_in_dict(base, index, value, node)
        elif self.is_held(base):
            self.set_held_item(base, index, value, node)
        elif isinstance(base, Value) and isinstance(base.type, (Arr, Lst, Unknown, Unbound)):
            self._store_item(base, index, value, node)
        elif isinstance(base, Instance) and hasattr(base.cls, "__setitem__"):
            self.call(Bound(base, "__setitem__"), [index, value], {}, node)
        else:
            self.check_not_outside(base, node)
            raise self.refuse(
                node, "this cannot be stored into", "it is neither an array, a list nor a dict"
            )

    def _set_in_list(self, base: ListObj, index: Any, value: Any, node: Any) -> None:
        """An item of a list that is followed."""
        if isinstance(index, slice):
            self._replace_in_followed(base, index, value, node)
            return
        known = self.known_int(index)
        if known is None:
            raise self.escalate(base)
        length = self.state.get(base, "#")
        if not -length <= known < length:
            raise self.refuse(node, f"index {known} is out of range", f"there are {length} items")
        self.state.set(base, known % length, value)

    def _replace_in_followed(self, base: ListObj, index: slice, values: Any, node: Any) -> None:
        """`base[a:b] = values` of a list that is followed."""
        cut, members = self._known_place(index), self.members(values, node)
        if cut is None or members is None:
            raise self.escalate(base)
        items = self.items(base)
        try:
            items[cut] = members
        except ValueError as error:
            self.raise_now(ValueError, str(error))
            return
        self.refill(base, items)

    def _set_in_dict(self, base: DictObj, index: Any, value: Any, node: Any) -> None:
        """The value of a key of a dict that is followed."""
        if self.is_run_time_key(index) and base.source is None:
            if not self.is_among(index, self.keys(base, node)):
                raise self.escalate(base)
            self.set_chosen(base, index, value, node)
            return
        key = self.literal_key(index, node)
        keys = self.keys(base, node)
        if key not in keys:
            self.state.set(base, "#", (*keys, key))
        self.state.set(base, ("key", key), value)

    def _store_item(self, base: Value, index: Any, value: Any, node: Any) -> None:
        """A part of an array, or an item of a list at run time."""
        if isinstance(index, str) and isinstance(base.type, (Arr, Unknown)):
            raise self.refuse(
                node, "a field of a structured array is stored into", "its fields are not followed",
                "keep an array for each field",
            )  # fmt: skip
        if not isinstance(base.type, Lst):
            made = as_array(self.b, self.operand(value, node))
        else:
            if self._may_resize(base, index):
                self.replace_in_list(base, index, value, node)
                return
            made = self.kept(value, node)
            t = type_of(made)
            many = isinstance(index, slice) and isinstance(t, Lst)
            learned = t.elem if many and isinstance(t, Lst) else item_type(made)
            for site in base.type.sites:
                self.learn_list(site, learned)
        whole = self.imaginary_of(base)
        if whole is not None:
            self._store_part(whole, self.operand(index, node), "imag", made)
            return
        self.b.store(self.array(base), self.operand(index, node), made)

    def _may_resize(self, base: Value, index: Any) -> bool:
        """Whether storing at an index of a list at run time of active items may change its length."""
        t = base.type
        assert isinstance(t, Lst)
        return isinstance(index, slice) and index.step in (None, 1) and not surely_inert(t.elem)

    def imaginary_of(self, base: Value) -> Value | None:
        """The complex array of which something is the imaginary part."""
        op = self.b.defs.get(base)
        if op is None or op.fn is not np.imag or not is_complex(op.args[0].type):
            return None
        return op.args[0]  # type: ignore[no-any-return]

    def _store_part(self, base: Value, index: Any, name: str, value: Any) -> None:
        """`base.real[index] = value` and `base.imag[index] = value`: the other part stays."""
        old = base if index is Ellipsis else self.getitem(base, index)
        if name == "real":
            kept = self.b.emit_call(operator.mul, 1j, self.b.emit_call(np.imag, old))
            made = self.b.emit_call(operator.add, value, kept)
        else:
            part = self.b.emit_call(operator.mul, 1j, value)
            made = self.b.emit_call(operator.add, self.b.emit_call(np.real, old), part)
        self.b.store(base, index, made)

    def is_among(self, key: Any, keys: tuple[Any, ...]) -> bool:
        """Whether a key that is chosen at run time is surely one of several."""
        if not isinstance(key, Value):
            return key in keys
        made = self.b.defs.get(key)
        if made is None or made.kind != "if":
            return False
        place = made.outs.index(key)
        return all(self.is_among(block.results[place], keys) for block in made.blocks)

    def set_chosen(self, base: DictObj, index: Any, value: Any, node: Any) -> None:
        """`base[index] = value` for one of the keys that a dict has."""

        def put(keys: tuple[Any, ...]) -> None:
            if not keys:
                self.raise_now(KeyError, "there is no such key")
                return
            self.branch(
                self.compare(operator.eq, index, keys[0], node),
                lambda: self.set_item(base, keys[0], value, node),
                lambda: put(keys[1:]),
            )

        put(self.keys(base, node))

    def set_attribute(self, base: Any, name: str, value: Any, node: Any) -> None:
        """`base.name = value`."""
        if isinstance(base, Choice):
            self.dispatch(base, lambda option: self.set_attribute(option, name, value, node), node)
            return
        self.check_changeable(base, node)
        if isinstance(base, Value) and name in ("real", "imag") and is_complex(base.type):
            self._store_part(base, Ellipsis, name, as_array(self.b, self.operand(value, node)))
            return
        if isinstance(base, Instance) and self.set_by_class(base, name, value, node):
            return
        if isinstance(base, Instance) and (base.source is None or self.is_argument(base)):
            if hasattr(base.example, name):
                self.instance_attribute(
                    base, name, node
                )  # what it is on a path that does not bind it
            self.state.set(base, name, value)
            return
        raise self.refuse(
            node,
            f"attribute `{name}` of an object that comes from outside is bound",
            "the caller's object would change",
            "keep the value in a local variable and return it",
        )

    # ---- deletion ----

    def _run_Delete(self, node: Any) -> None:
        for target in node.targets:
            if isinstance(target, gast.Name):
                self.set_name(self.frame, target.id, UNDEFINED)
            elif isinstance(target, gast.Subscript):
                self._delete_item(self.ev(target.value), self.ev(target.slice), target)
            else:
                raise self.refuse(
                    target, "`del` of an attribute is not supported", "objects keep their fields"
                )

    def _delete_item(self, base: Any, index: Any, node: Any) -> None:
        self.check_changeable(base, node)
        if self.is_held(base):
            self.delete_held_item(base, index, node)
            return
        if isinstance(base, Instance) and hasattr(base.cls, "__delitem__"):
            self.call(Bound(base, "__delitem__"), [index], {}, node)
            return
        if isinstance(base, DictObj) and base.source is None:
            if self.is_run_time_key(index):
                raise self.escalate(base)
            key = self.literal_key(index, node)
            self.state.set(base, "#", tuple(k for k in self.keys(base, node) if k != key))
            return
        if isinstance(base, ListObj):
            items, place = self.items(base), self._known_place(index)
            if place is None or (isinstance(place, int) and not -len(items) <= place < len(items)):
                raise self.escalate(base)
            del items[place]
            self.refill(base, items)
            return
        if isinstance(base, Value) and isinstance(base.type, Lst) and base.type.sites:
            self.delete_from_list(base, index, node)
            return
        raise self.refuse(
            node, "`del` of this item is not supported", "it is not of a list or dict that is made here",
            "make a copy of it, and change that",
        )  # fmt: skip

    def _known_place(self, index: Any) -> int | slice | None:
        """A place in a list, or a cut of it, that is known now."""
        if not isinstance(index, slice):
            return self.known_int(index)
        ends = [
            x if x is None else self.known_int(x) for x in (index.start, index.stop, index.step)
        ]
        asked = (index.start, index.stop, index.step)
        lost = any(x is not None and end is None for x, end in zip(asked, ends, strict=True))
        return None if lost else slice(*ends)
