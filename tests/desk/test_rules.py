"""The source keeps to what every desk has; what only POSIX has stands behind a question whether it is there."""

import ast
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "jobsim"
MODULES = {
    "crypt", "curses", "fcntl", "grp", "nis", "posix", "pty", "pwd", "readline", "resource", "select", "spwd", "syslog",
    "termios", "tty", "winreg", "msvcrt",
}  # fmt: skip
FUNCTIONS = {
    "os": {
        "chown", "fchmod", "fchown", "fork", "forkpty", "getegid", "geteuid", "getgid", "getgroups", "getloadavg",
        "getpgid", "getuid", "kill", "killpg", "lchown", "link", "memfd_create", "mkfifo", "mknod", "nice", "openpty",
        "pathconf", "posix_spawn", "pread", "pwrite", "sched_getaffinity", "sched_setaffinity", "setpgid", "setsid",
        "statvfs", "symlink", "sync", "sysconf", "uname", "wait", "wait3", "wait4", "waitid", "O_DIRECTORY", "O_PATH",
    },
    "signal": {
        "SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGSTOP", "SIGTSTP", "SIGUSR1", "SIGUSR2",
        "alarm", "pause", "pthread_kill", "pthread_sigmask", "setitimer", "sigpending", "sigwait",
    },
    "time": {"tzset"},
}  # fmt: skip


@pytest.fixture(scope="module")
def trees():
    files = sorted(SOURCE.rglob("*.py"))
    assert len(files) > 200
    return {file.relative_to(SOURCE).as_posix(): ast.parse(file.read_text(encoding="utf-8")) for file in files}


def test_a_module_of_one_system_is_imported_where_its_lack_is_met(trees):
    for file, tree in trees.items():
        attempts = [one for one in ast.walk(tree) if isinstance(one, ast.Try) and _meets(one)]
        met = {id(inner) for attempt in attempts for statement in attempt.body for inner in ast.walk(statement)}
        for one in ast.walk(tree):
            named = [alias.name for alias in one.names] if isinstance(one, ast.Import) else []
            named += [one.module or ""] if isinstance(one, ast.ImportFrom) else []
            alone = MODULES & {name.partition(".")[0] for name in named}
            assert id(one) in met or not alone, f"{file}:{one.lineno}: {alone}"


def _meets(attempt):
    return any(handler.type is not None and "ImportError" in ast.unparse(handler.type) for handler in attempt.handlers)


def test_what_only_posix_has_is_asked_for_first(trees):
    for file, tree in trees.items():
        functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
        for one in ast.walk(tree):
            if not (isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name)):
                continue
            if one.attr in FUNCTIONS.get(one.value.id, ()):
                around = [function for function in functions if any(inner is one for inner in ast.walk(function))]
                asked = f"hasattr({one.value.id}, '{one.attr}')"
                assert any(asked in ast.unparse(each) for each in around), f"{file}:{one.lineno}: {one.attr}"


def test_text_in_a_file_has_an_encoding_and_the_same_ends_of_lines_everywhere(trees):
    for file, tree in trees.items():
        for call in (one for one in ast.walk(tree) if isinstance(one, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            given, place = {one.arg for one in call.keywords}, f"{file}:{call.lineno}: {name}"
            if name in ("read_text", "write_text") and ast.unparse(call.func) not in CLICKS:
                assert "encoding" in given, place
                assert name == "read_text" or "newline" in given, place
            if name in ("open", "fdopen"):
                modes = [*call.args, *(word.value for word in call.keywords if word.arg == "mode")]
                text = any(set(str(getattr(mode, "value", "?"))) <= set("rwaxt+") for mode in modes)
                assert not text or "encoding" in given, place


def test_folders_that_others_read_are_not_their_makers_alone(trees):
    """tempfile.mkdtemp is for what nobody else reads; on Windows its access list stays when the folder is renamed."""
    found = [file for file, tree in trees.items() if "mkdtemp(" in ast.unparse(tree)]
    assert found == ["engines/compiled/cache.py"]


CLICKS = ("super().write_text", "formatter.write_text")
"""The method of a formatter of help, which writes no file."""


def test_every_file_can_be_called_so_on_every_desk():
    """No device of Windows, no sign it refuses, no names that differ in case alone, room for a folder."""
    root = SOURCE.parents[1]
    folders = [root / name for name in ("src", "scenarios", "tests", "docs", "bundle", "notebooks", "benchmarks")]
    files = [file.relative_to(root).as_posix() for folder in folders for file in folder.rglob("*")]
    files = [file for file in files if "__pycache__" not in file and ".ipynb_checkpoints" not in file]
    assert len(files) > 400
    for file in files:
        name = file.rpartition("/")[2]
        assert not re.search(r'[<>:"|?*\\]|[. ]\Z', name) and len(file) < 120, file
        assert not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name, re.IGNORECASE), file
    assert len({file.lower() for file in files}) == len(set(files))
