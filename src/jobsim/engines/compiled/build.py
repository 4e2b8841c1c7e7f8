"""Builds numba copies of plain functions: one source, two builds.

Starting at an entry, every function of the package that a function names is built as well, so lives and rules stay
plain Python that SimPy processes call as they are. In the copies

* lists of numbers become arrays, which numba freezes into the code;
* IntEnum classes and SimpleNamespaces become namespaces of whole numbers;
* functions named in ``counterparts`` are replaced: the few primitives that each engine has of its own.
"""

from __future__ import annotations

import dis
import enum
import hashlib
import types
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Function = Callable[..., Any]
_PACKAGE = "jobsim"


class Builder:
    """Copies of functions, each made once. ``compile`` is numba's decorator; without it the build is interpreted."""

    def __init__(self, counterparts: Mapping[Any, Function], compile: Callable[[Function], Any] | None = None) -> None:
        self._counterparts = {id(function): other for function, other in counterparts.items()}
        self._compile = compile
        self._built: dict[int, Any] = {}
        self._kept: list[Any] = []
        self._content = hashlib.sha256()

    def build(self, function: Function) -> Any:
        """The copy of a function, with all that it calls."""
        function = self._counterparts.get(id(function), function)
        done = self._built.get(id(function))
        if done is not None:
            return done
        if not isinstance(function, types.FunctionType):
            return function
        scope = {
            name: self._value(function.__globals__[name], attributes)
            for name, attributes in _named(function.__code__).items()
            if name in function.__globals__
        }
        self._enter(function, scope)
        scope["__name__"] = function.__module__
        scope["__builtins__"] = function.__globals__["__builtins__"]
        if function.__closure__:
            raise TypeError(f"{function.__qualname__}: a function with a closure has no compiled copy")
        copy = types.FunctionType(function.__code__, scope, function.__name__, function.__defaults__)
        copy.__kwdefaults__ = function.__kwdefaults__
        copy.__module__, copy.__qualname__, copy.__doc__ = function.__module__, function.__qualname__, function.__doc__
        built = copy if self._compile is None else self._compile(copy)
        self._built[id(function)] = built
        self._kept.append(function)
        return built

    def _value(self, value: Any, attributes: set[str]) -> Any:
        if id(value) in self._counterparts or (
            isinstance(value, types.FunctionType) and value.__module__.startswith(_PACKAGE)
        ):
            return self.build(value)
        if isinstance(value, types.ModuleType) and value.__name__.startswith(_PACKAGE):
            return _namespace(value.__name__, {n: self._value(getattr(value, n), set()) for n in sorted(attributes)})
        if isinstance(value, types.SimpleNamespace):
            return _namespace("codes", {n: int(v) for n, v in vars(value).items()})
        if isinstance(value, type) and issubclass(value, enum.IntEnum):
            return _namespace(value.__name__, {member.name: int(member) for member in value})
        if isinstance(value, enum.IntEnum):
            return int(value)
        if isinstance(value, list) and self._compile is not None:
            return _array(value)
        return value

    def _enter(self, function: Function, scope: Mapping[str, Any]) -> None:
        """Add to the digest what a copy follows from: its byte code, and the values of the names it reads."""
        said = [_name(function), _code(function.__code__), repr(function.__defaults__), repr(function.__kwdefaults__)]
        said += [f"{name}={_content(value)}" for name, value in sorted(scope.items())]
        self._content.update("\n".join(said).encode())

    def digest(self, *more: str) -> str:
        """A hash of all that the copies so far were made from, and of ``more``: wherever the same sources lie.

        numba itself does not notice an edited callee, or a table of holidays that has grown.
        """
        found = self._content.copy()
        found.update(repr(more).encode())
        return found.hexdigest()


def _code(code: types.CodeType) -> str:
    """A function's byte code and constants, without its file and its lines."""
    held = [_code(c) if isinstance(c, types.CodeType) else _content(c) for c in code.co_consts]
    return repr((code.co_code.hex(), held, code.co_names, code.co_varnames, code.co_freevars, code.co_flags))


def _content(value: Any) -> str:
    """What a value that compiled code holds is, in words that are the same in every process."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype} {value.shape} {hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()}"
    if isinstance(value, list):
        return _content(_array(value))
    if isinstance(value, types.ModuleType):
        own = value.__name__.startswith(_PACKAGE) or not hasattr(value, "__spec__") or value.__spec__ is None
        held = sorted((n, _content(v)) for n, v in vars(value).items() if not n.startswith("__")) if own else []
        return f"{value.__name__} {held}"
    if isinstance(value, frozenset | set):
        return repr(sorted(map(_content, value)))
    if isinstance(value, tuple):
        return repr([_content(each) for each in value])
    if value is None or isinstance(value, bool | int | float | str | bytes | np.generic):
        return repr(value)
    return _name(value)


def _name(function: Any) -> str:
    return f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', type(function).__qualname__)}"


def _named(code: types.CodeType) -> dict[str, set[str]]:
    """The global names a function reads, each with the attributes it reads of them."""
    found: dict[str, set[str]] = {}
    last = ""
    for step in dis.get_instructions(code):
        if step.opname == "LOAD_GLOBAL":
            last = step.argval
            found.setdefault(last, set())
        elif last and step.opname in ("LOAD_ATTR", "LOAD_METHOD"):
            found[last].add(step.argval)
            last = ""
        else:
            last = ""
    return found


def _array(values: list[Any]) -> Any:
    """Numbers as an array; whole numbers take two bytes where they can, for the array becomes part of the code."""
    array = np.array(values)
    if array.dtype.kind == "i":
        small = [t for t in (np.int16, np.int32) if np.iinfo(t).min <= array.min() and array.max() <= np.iinfo(t).max]
        array = array.astype(small[0]) if small else array
    return array


def _namespace(name: str, values: Mapping[str, Any]) -> types.ModuleType:
    space = types.ModuleType(name)
    vars(space).update(values)
    return space
