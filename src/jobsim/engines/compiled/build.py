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
import inspect
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numba
import numpy as np

Function = Callable[..., Any]
_PACKAGE = "jobsim"
_COMPILERS = ("build.py", "linking.py", "struct.py")


class Builder:
    """Copies of functions, each made once. ``compile`` is numba's decorator; without it the build is interpreted."""

    def __init__(self, counterparts: Mapping[Any, Function], compile: Callable[[Function], Any] | None = None) -> None:
        self._counterparts = {id(function): other for function, other in counterparts.items()}
        self._stand_ins = [(_name(function), _name(other)) for function, other in counterparts.items()]
        self._compile = compile
        self._built: dict[int, Any] = {}
        self._kept: list[Any] = []
        self.sources: set[str] = set()
        """Files that the copies were made from."""

    def build(self, function: Function) -> Any:
        """The copy of a function, with all that it calls."""
        function = self._counterparts.get(id(function), function)
        done = self._built.get(id(function))
        if done is not None:
            return done
        if not isinstance(function, types.FunctionType):
            return function
        self.sources.add(inspect.getfile(function))
        scope = {
            name: self._value(function.__globals__[name], attributes)
            for name, attributes in _named(function.__code__).items()
            if name in function.__globals__
        }
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
            return _namespace(value.__name__, {n: self._value(getattr(value, n), set()) for n in attributes})
        if isinstance(value, types.SimpleNamespace):
            return _namespace("codes", {n: int(v) for n, v in vars(value).items()})
        if isinstance(value, type) and issubclass(value, enum.IntEnum):
            return _namespace(value.__name__, {member.name: int(member) for member in value})
        if isinstance(value, enum.IntEnum):
            return int(value)
        if isinstance(value, list) and self._compile is not None:
            return _array(value)
        return value

    def digest(self, signature: str) -> str:
        """A hash of all that the compiled code follows from: numba itself does not notice an edited callee.

        These are the sources of the copies, what stands in for what, how they are compiled, and the signature of the
        structs they work on.
        """
        found = hashlib.sha256(repr((signature, sorted(self._stand_ins))).encode())
        for path in sorted(self.sources | {str(Path(__file__).parent / name) for name in _COMPILERS}):
            found.update(Path(path).read_bytes())
        return found.hexdigest()


def one_version(compile: Callable[[Function], Any]) -> Callable[[Function], Any]:
    """A numba decorator whose functions, called by compiled code, have one version each.

    Whole numbers are handed over as 64 bits, floats as doubles. numba would else compile a function, and all that it
    calls, anew for every width of field that a number may come from.
    """

    def decorate(function: Function) -> Any:
        built = compile(function)
        template_of = built.get_call_template

        def get_call_template(arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
            return template_of(tuple(map(_widened, arguments)), {n: _widened(t) for n, t in named.items()})

        built.get_call_template = get_call_template
        return built

    return decorate


def _widened(argument: Any) -> Any:
    plain = numba.types.unliteral(argument)
    if isinstance(plain, numba.types.Integer):
        return numba.types.int64
    return numba.types.float64 if isinstance(plain, numba.types.Float) else plain


def _name(function: Any) -> str:
    return f"{function.__module__}.{function.__qualname__}"


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
