"""Commands and options that say what they are in Chinese or English, and errors of usage in the language spoken.

The English of a command is its docstring and that of an option its ``help``; ``zh`` is the same in Chinese.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from inspect import cleandoc
from typing import IO, Any, TypeVar

import click

from jobsim.chinese import chinese
from jobsim.language import LANGUAGES, Words, speak, spoken

F = TypeVar("F", bound=Callable[..., Any])

_USAGE, _OPTIONS = Words("用法：", "Usage: "), Words("选项", "Options")
_ERROR, _DEFAULT = Words("错误：", "Error: "), Words("[默认：", "[default: ")
_HELP, _VERSION = Words("显示本说明后退出。", "Show this message and exit."), Words(
    "显示版本后退出。", "Show the version and exit."
)  # fmt: skip
_TRY = Words("试试“{command}”。", "Try '{command}' for help.")
HELP_NAMES = ["-h", "--help"]


class Folded(click.HelpFormatter):
    """Help whose Chinese, which has no spaces, is folded where the terminal ends."""

    def write_text(self, text: str) -> None:
        if spoken() == "en":
            super().write_text(text)
            return
        from jobsim.folding import wrapped

        indent = " " * self.current_indent
        for paragraph in text.replace("\b\n", "").split("\n"):
            lines = wrapped(paragraph.strip(), self.width - len(indent))
            self.write("".join(f"{indent}{line}".rstrip() + "\n" for line in lines))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        if spoken() == "en":
            super().write_dl(rows, col_max, col_spacing)
            return
        from jobsim.folding import wrapped

        rows = list(rows)
        first = min(max(len(name) for name, _ in rows), col_max) + col_spacing + self.current_indent
        for name, text in rows:
            lines = wrapped(text, self.width - first)
            head = " " * self.current_indent + name
            if len(head) + col_spacing > first:
                self.write(f"{head}\n")
                head = ""
            self.write("".join(f"{(head if k == 0 else '').ljust(first)}{line}\n" for k, line in enumerate(lines)))


class _Context(click.Context):
    formatter_class = Folded


class Said:
    """Has a ``help`` in both languages."""

    words: Words | None = None

    @property
    def help(self) -> str | None:
        return self.words.of(spoken()) if self.words is not None else None

    @help.setter
    def help(self, text: str | None) -> None:
        """What click sets: the English."""
        if text is not None:
            self.words = Words(self.words.zh if self.words is not None else text, text)


class Option(Said, click.Option):
    """An option with its help in both languages."""

    def __init__(self, *arguments: Any, zh: str | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if self.words is not None and zh is not None:
            self.words = Words(zh, self.words.en)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        found = super().get_help_record(ctx)
        return None if found is None else (found[0], found[1].replace(_DEFAULT.en, _DEFAULT.of(spoken())))


class Command(Said, click.Command):
    """A command with its help in both languages."""

    context_class = _Context

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=str(_USAGE))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [
            record
            for one in self.get_params(ctx)
            if isinstance(one, click.Option) and (record := one.get_help_record(ctx)) is not None
        ]
        with formatter.section(str(_OPTIONS)):
            formatter.write_dl(records)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence."""
        if spoken() == "en" or self.help is None:
            return super().get_short_help_str(limit)
        return self.help.partition("\n")[0].partition("。")[0] + "。"

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = str(_HELP)
        return found


def _speak(_ctx: click.Context, _param: click.Parameter, lang: Any) -> None:
    if lang is not None:
        speak(lang)


lang_option = click.option(
    "--lang", cls=Option, type=click.Choice(LANGUAGES), expose_value=False, is_eager=True, callback=_speak,
    zh="界面语言。[默认：按系统语言]",
    help="Speak Chinese or English. [default: by locale]",
)  # fmt: skip


def command(*, zh: str) -> Callable[[Callable[..., Any]], Command]:
    """A command; the function's docstring is its help in English, ``zh`` in Chinese. It takes ``--lang``."""

    def made(function: Callable[..., Any]) -> Command:
        found = click.command(cls=Command)(lang_option(function))
        if found.words is not None:
            found.words = Words(cleandoc(zh), found.words.en)
        found.params.append(found.params.pop(0))  # what a command is about comes first
        return found

    return made


def option(*names: str, zh: str, **options: Any) -> Callable[[F], F]:
    return click.option(*names, cls=Option, zh=zh, **options)


def version_option(version: str) -> Callable[[F], F]:
    def shown(ctx: click.Context, _param: click.Parameter, asked: bool) -> None:
        if asked and not ctx.resilient_parsing:
            click.echo(f"jobsim, version {version}")
            ctx.exit()

    return option("--version", is_flag=True, expose_value=False, is_eager=True, callback=shown, zh=_VERSION.zh,
                  help=_VERSION.en)  # fmt: skip


class Misused(click.UsageError):
    """An error of usage, told in the language spoken."""

    def show(self, file: IO[Any] | None = None) -> None:
        if self.ctx is not None:
            click.echo(self.ctx.get_usage(), file=file, err=file is None)
            help_ = f"{self.ctx.command_path} {HELP_NAMES[0]}"
            click.echo(f"{_TRY.filled(command=help_)}\n", file=file, err=file is None)
        click.echo(f"{_ERROR}{chinese(self.format_message())}", file=file, err=file is None)


@contextmanager
def misuse_told() -> Iterator[None]:
    """Errors of usage that click raises, in the language spoken."""
    try:
        yield
    except Misused:
        raise
    except click.UsageError as error:
        if spoken() == "en":
            raise
        raise Misused(error.format_message(), error.ctx) from error
