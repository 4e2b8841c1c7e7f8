"""The language of what people read: Chinese or English, one at a time. It imports nothing heavy.

What is said in both is a pair of :class:`Words`. ``--lang`` decides which of them is shown, and where it is not given
the locale: Chinese where it begins with ``zh``, English everywhere else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, get_args

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


class Words(NamedTuple):
    """The same in Chinese and in English."""

    zh: str
    en: str

    def of(self, lang: Language) -> str:
        return self.zh if lang == "zh" else self.en

    def __str__(self) -> str:
        """In the language that is spoken."""
        return self.of(spoken())

    def filled(self, **values: object) -> Words:
        """With values in its ``{places}``; a value that is itself a pair comes in each language."""
        said = {key: value if isinstance(value, Words) else Words(str(value), str(value))
                for key, value in values.items()}  # fmt: skip
        zh, en = ({key: pair.of(lang) for key, pair in said.items()} for lang in LANGUAGES)
        return Words(self.zh.format_map(zh), self.en.format_map(en))


_LANG_CHINESE = 0x04
"""The lower ten bits of such a number on any Chinese Windows."""


class _State:
    """What this process was asked to speak; None leaves it to the locale."""

    def __init__(self) -> None:
        self.asked: Language | None = None


_state = _State()


def speak(lang: Language | None) -> None:
    """Speak a language from now on, or that of the locale."""
    _state.asked = lang


def spoken() -> Language:
    """The language in which to speak."""
    return _state.asked or of_locale(os.environ)


def of_locale(environment: Mapping[str, str]) -> Language:
    """The language of the messages in an environment, by the first variable that POSIX heeds.

    Windows sets none of them: there it is the language of its own windows.
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "zh" if _windows_language() & 0x3FF == _LANG_CHINESE else "en"


def _windows_language() -> int:
    """The number of the language that Windows speaks; 0 elsewhere."""
    if sys.platform != "win32":
        return 0
    import ctypes

    return int(ctypes.windll.kernel32.GetUserDefaultUILanguage())


def asked_in(arguments: Sequence[str]) -> Language | None:
    """The language that a command line asks for, wherever it stands: help and errors speak it, too."""
    for place, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if argument == "--":
            break
        if name == "--lang":
            following = value if equals else arguments[place + 1] if place + 1 < len(arguments) else ""
            return next((lang for lang in LANGUAGES if lang == following), None)
    return None
