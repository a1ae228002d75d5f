"""Objects whose attributes are followed: how they are made, what they have, and what their classes define."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import types
from typing import Any

from sourcediff.frontend.abstract import (
    UNDEFINED,
    Bound,
    Instance,
    Partial,
    Static,
    Super,
    is_literal,
)
from sourcediff.frontend.inlining import Inlining
from sourcediff.frontend.library import has_source
from sourcediff.frontend.state import fields_of
from sourcediff.ir.types import OPAQUE


class Objects(Inlining):
    """Instances of the user's classes, dataclasses and named tuples."""

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
            and not has_source(cls.__init__)
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

    def replaced(self, x: Instance, changes: dict[str, Any], node: Any) -> Any:
        """A named tuple or dataclass with some fields changed."""
        names = fields_of(x.cls) or ()
        old = {n: self.instance_attribute(x, n, node) for n in names if n not in changes}
        return self.construct(x.cls, [], {**old, **changes}, node)

    def _call_replace(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return self.replaced(args[0], kwargs, node)

    # ---- attributes ----

    def instance_attribute(self, base: Instance, name: str, node: Any) -> Any:
        """`obj.name`: a slot of an object made inside, a read of one from outside, or something of its class."""
        if isinstance(base.cls.__getattribute__, types.FunctionType):
            raise self.refuse(
                node, f"attribute `{name}` of `{base.cls.__name__}` is read",
                "its class says by itself what that gives", "call a method that gives it",
            )  # fmt: skip
        found = self.state.get(base, name)
        if found is not UNDEFINED:
            return found
        on_class = inspect.getattr_static(base.cls, name, None)
        if isinstance(on_class, property) and on_class.fget is not None:
            return self.call_python(on_class.fget, [base], {}, node)
        if isinstance(on_class, functools.cached_property) and name not in _own(base.example):
            self.check_computed(base, name, on_class, node)
            made = self.call_python(on_class.func, [base], {}, node)
            if base.source is None:
                self.state.set(base, name, made)
            return made
        is_method = isinstance(on_class, (types.FunctionType, staticmethod, classmethod))
        if is_method and name not in _own(base.example):
            self.note_unhidden(base, name)
            return Bound(base, name)
        if base.source is not None and hasattr(base.example, name):
            self.check_computed(base, name, on_class, node)
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

    def note_unhidden(self, base: Instance, name: str) -> None:
        """Let a guard ask that an object from outside has no attribute of its own that hides a method."""
        if base.source is not None and hasattr(base.example, "__dict__"):
            path = self.paths.get(base.source, base.source.hint)
            leaf = (path, "lacks", base.source, name)
            if leaf not in self.leaves:
                self.leaves.append(leaf)

    def check_computed(self, base: Instance, name: str, on_class: Any, node: Any) -> None:
        """Refuse what a class computes by itself for an object of the caller whose attributes are bound."""
        held = name in _own(base.example) or isinstance(on_class, types.MemberDescriptorType)
        plain = on_class is not None and not hasattr(type(on_class), "__get__")
        kept = isinstance(on_class, functools.cached_property)
        if self.is_changed(base) and (kept or not (held or plain)):
            raise self.refuse(
                node, f"attribute `{name}` of `{base.cls.__name__}` is read, and others of it are bound",
                "its class computes it by itself, and when is not followed", "make it a property or a method",
            )  # fmt: skip

    def set_by_class(self, base: Instance, name: str, value: Any, node: Any) -> bool:
        """Do what a class does when an attribute is bound; whether it does anything."""
        on_class = inspect.getattr_static(base.cls, name, None)
        if isinstance(on_class, property) and on_class.fset is not None:
            self.call_python(on_class.fset, [base, value], {}, node)
            return True
        plain = on_class is None or isinstance(on_class, types.MemberDescriptorType)
        if isinstance(base.cls.__setattr__, types.FunctionType) or (
            not plain and hasattr(type(on_class), "__set__")
        ):
            raise self.refuse(
                node, f"attribute `{name}` of `{base.cls.__name__}` is bound",
                "its class says by itself what happens then", "call a method that does it",
            )  # fmt: skip
        return False

    def static_instance(self, obj: Any, text: str) -> Any:
        """An object of the environment whose attributes are followed."""
        if isinstance(obj, type):
            return Static(obj, text)
        made = self.as_argument(obj, text) or self.by_text.get(text)
        if made is None:
            value = self.at_entry(lambda: self.b.emit("ref", OPAQUE, text, ()))
            self.paths[value] = text
            made = self.by_text[text] = Instance(type(obj), value, obj)
        return made

    def class_text(self, cls: type) -> str:
        """How the text names a class: as the program does, if it does."""
        known = self.shared.texts.get(id(cls))
        return known[1] if known is not None else self.partner(cls, cls.__name__)

    def static_class(self, cls: type) -> Static:
        """A class as a thing of the environment."""
        return Static(cls, self.class_text(cls))

    def member(self, fn: Static, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """A member of an enumeration by its value."""
        values = [m.value for m in fn.obj]
        if len(args) == 1 and is_literal(args[0]) and args[0] in values:
            found = fn.obj(args[0])
            return self.static(found, f"{fn.text}.{found.name}", self.frame)
        return self.opaque_call(fn.obj, args, kwargs, node)

    # ---- what classes define ----

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

    def overloaded(self, fn: Any, a: Any, b: Any, node: Any) -> Any:
        """An operator that a followed object defines, None if neither side does."""
        name = getattr(fn, "__name__", "").strip("_")
        for owner, other, prefix in ((a, b, "__"), (b, a, "__r")):
            if isinstance(owner, Instance):
                method = f"{prefix}{name}__"
                if hasattr(owner.cls, method):
                    return self.call(Bound(owner, method), [other], {}, node)
        return None


def _own(x: Any) -> dict[str, Any]:
    """The attributes that an object has itself."""
    return getattr(x, "__dict__", {})


def _initialized() -> None:
    """Do what `object.__init__` does: nothing."""
