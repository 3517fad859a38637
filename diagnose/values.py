"""Frozen values as the standard library's dataclasses make them, for the modules that every start loads.

`dataclasses` loads a quarter of the standard library and writes six functions for each class: for our 60 classes that takes
five times as long as Python itself to start. Here the functions are shared, and `__init__` alone is written, for classes that are used.
What comes out is a dataclass to everybody else: `dataclasses.fields`, `replace` and `asdict` work on it, and type checkers see nothing
but dataclasses.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Callable, Dict, Tuple

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from dataclasses import replace as replace
else:

    def field(*, default_factory: Callable[[], Any]) -> Any:
        """A default that is made anew for each value."""
        return _Made(default_factory)

    def dataclass(cls: Any = None, *, frozen: bool = False) -> Any:
        """Makes a class of annotated fields a value: `@dataclass` or `@dataclass(frozen=True)`. A base class has no fields of its own."""
        if cls is None:
            return lambda cls: dataclass(cls, frozen=frozen)
        names = tuple(cls.__annotations__)
        defaults = {name: vars(cls)[name] for name in names if name in vars(cls)}
        for name, default in defaults.items():
            if isinstance(default, _Made):
                delattr(cls, name)
        key = attrgetter(*names) if names else lambda value: ()

        def equal(self: Any, other: Any) -> Any:
            return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

        def written_first(self: Any, *given: Any, **named: Any) -> None:
            cls.__init__ = _init(names, defaults, frozen)
            cls.__init__(self, *given, **named)

        cls.__init__, cls.__eq__, cls.__repr__ = written_first, equal, _repr
        cls.__hash__ = (lambda self: hash(key(self))) if frozen else None
        if frozen:
            cls.__setattr__, cls.__delattr__ = _refuse, _refuse
        cls.__match_args__ = names
        cls.__dataclass_fields__ = _Fields(defaults, frozen)
        return cls

    def replace(value: Any, /, **changes: Any) -> Any:
        """The same value but for some fields."""
        for name in value.__match_args__:
            if name not in changes:
                changes[name] = getattr(value, name)
        return value.__class__(**changes)


class _Made:
    def __init__(self, factory: Callable[[], Any]) -> None:
        self.factory = factory


def field_names(model: type) -> Tuple[str, ...]:
    """The names of a class's fields, in order; empty for another class."""
    return tuple(getattr(model, "__match_args__", ()))


def _init(names: Tuple[str, ...], defaults: Dict[str, Any], frozen: bool) -> Any:
    """The function that a class's fields would be written as by hand."""
    made = {name: default.factory for name, default in defaults.items() if isinstance(default, _Made)}
    scope = {"_set": object.__setattr__, "_new": object(), **{f"_{name}": default for name, default in {**defaults, **made}.items()}}
    taken = [f"{name}={'_new' if name in made else '_' + name}" if name in defaults else name for name in names]
    lines = [f"def __init__({', '.join(['self', *taken])}):", " pass"]
    for name in names:
        value = f"_{name}() if {name} is _new else {name}" if name in made else name
        lines.append(f" _set(self, {name!r}, {value})" if frozen else f" self.{name} = {value}")
    exec("\n".join(lines), scope)
    return scope["__init__"]


def _repr(self: Any) -> str:
    shown = (f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse(self: Any, name: str, *value: Any) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot {'assign to' if value else 'delete'} field {name!r}")


class _Fields:
    """What `dataclasses` asks a class for: made by itself, from a twin of the class, when somebody does ask."""

    def __init__(self, defaults: Dict[str, Any], frozen: bool) -> None:
        self._defaults = defaults
        self._frozen = frozen

    def __get__(self, value: Any, cls: Any) -> Any:
        import dataclasses

        given = {name: dataclasses.field(default_factory=default.factory) if isinstance(default, _Made) else default for name, default in self._defaults.items()}
        twin: Any = type(cls.__name__, (), {"__annotations__": cls.__annotations__, "__module__": cls.__module__, **given})
        cls.__dataclass_fields__ = dataclasses.dataclass(frozen=self._frozen)(twin).__dataclass_fields__
        return cls.__dataclass_fields__
