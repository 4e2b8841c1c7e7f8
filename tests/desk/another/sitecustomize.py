"""Makes a POSIX machine as poor as another desk: what Windows has not, or does otherwise, is taken from this process.

Python imports it at its start where its folder is on the path, in the processes that are started from there, too. It
cannot turn a path into one of Windows, nor a console; ``os.name`` stays, for the library of Python hangs on it.
"""

import builtins
import contextlib
import ctypes
import io
import os
import re
import signal
import sys

# Libraries that ask which system it is take theirs before it goes.
with contextlib.suppress(ImportError):
    import platformdirs.unix  # noqa: F401

# What is not there.
for _module in ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "readline", "curses"):
    sys.modules[_module] = None
for _name in (
    "fork", "forkpty", "wait3", "wait4", "waitid", "killpg", "setsid", "getuid", "geteuid", "getgid", "getegid",
    "sysconf", "sched_getaffinity", "sched_setaffinity", "nice", "mkfifo", "mknod", "statvfs", "chown",
    "getloadavg", "fchmod", "pread", "posix_spawn", "memfd_create", "register_at_fork",
):  # fmt: skip
    if hasattr(os, _name):
        delattr(os, _name)
for _name in (
    "SIGHUP", "SIGKILL", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGCHLD", "SIGSTOP", "SIGTSTP", "SIGPIPE",
    "pthread_sigmask", "setitimer", "alarm", "sigwait", "pause",
):  # fmt: skip
    if hasattr(signal, _name):
        delattr(signal, _name)


def _denied(path):
    return PermissionError(13, "Access is denied", str(path))


# Files that are open cannot be replaced or renamed, nor a folder that holds one; no folder can be opened.


def _open_files():
    for number in os.listdir("/proc/self/fd"):
        try:
            yield os.readlink(f"/proc/self/fd/{number}")
        except OSError:
            continue


def _is_open(path):
    path = os.path.realpath(path)
    return any(held == path or held.startswith(f"{path}/") for held in _open_files())


_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?\Z", re.IGNORECASE)


def _check_name(path):
    name = os.path.basename(os.fsdecode(path)) if isinstance(path, str | bytes | os.PathLike) else ""
    if re.search(r'[<>:"|?*\x00-\x1f]|[. ]\Z', name) or _DEVICES.match(name):
        raise OSError(22, "The filename, directory name, or volume label syntax is incorrect", name)


def _moving(move):
    def moved(source, target, **named):
        _check_name(target)
        if _is_open(source) or _is_open(target) or (move is _rename and os.path.exists(target)):
            raise _denied(target)
        return move(source, target, **named)

    return moved


_rename, _replace, _mkdir, _os_open, _unlink = os.rename, os.replace, os.mkdir, os.open, os.unlink


def _made(path, *rest, **named):
    _check_name(path)
    return _mkdir(path, *rest, **named)


def _opened(path, flags, *rest, **named):
    if flags & os.O_CREAT:
        _check_name(path)
    if os.path.isdir(path) and not flags & os.O_PATH and "dir_fd" not in named and not _removing():
        raise _denied(path)
    return _os_open(path, flags, *rest, **named)


def _removing():
    """shutil.rmtree opens folders where the system lets it, and goes by their names on Windows."""
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename.endswith("shutil.py"):
            return True
        frame = frame.f_back
    return False


def _removed(path, **named):
    if "dir_fd" not in named and _is_open(path):
        raise _denied(path)
    return _unlink(path, **named)


def _refused(*_, **__):
    raise OSError(1314, "A required privilege is not held by the client")


os.rename, os.replace, os.mkdir, os.open = _moving(_rename), _moving(_replace), _made, _opened
os.unlink = os.remove = _removed
os.symlink = os.link = _refused

# Text has the encoding of a Chinese desk and its line ends, unless a program says otherwise.
_io_open = io.open


def _text(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, *rest, **named):
    if "b" not in mode:
        writing = any(sign in mode for sign in "wax+")
        encoding = encoding if encoding not in (None, "locale") else "gbk"
        newline = "\r\n" if writing and newline is None and file != os.devnull else newline
        if writing:
            _check_name(file)
    return _io_open(file, mode, buffering, encoding, errors, newline, *rest, **named)


io.open = builtins.open = _text

# There is no library of the whole process.
_cdll = ctypes.CDLL.__init__


def _library(self, name, *rest, **named):
    if name is None and sys._getframe(1).f_globals.get("__name__") == "jobsim.experiments.drafts":
        raise TypeError("bad argument type for built-in operation")
    _cdll(self, name, *rest, **named)


ctypes.CDLL.__init__ = _library

# Signals that Windows does not know.
_signal = signal.signal


def _known(number, handler):
    if number not in (signal.SIGINT, signal.SIGTERM, signal.SIGABRT, signal.SIGFPE, signal.SIGILL, signal.SIGSEGV):
        raise ValueError("invalid signal value")
    return _signal(number, handler)


signal.signal = _known

import multiprocessing  # noqa: E402

multiprocessing.set_start_method("spawn")
