"""`container.py PLAN COMMAND…` runs a command as Modal runs a container: behind a file tree of its own, with what PLAN puts
into it, and with all its processes gone when it ends. Needs root. SIGUSR1 kills the command as the kernel does when memory
ends; other signals are handed on. Ends with the code of the command, 128 and more for a signal."""

import ctypes
import json
import os
import signal
import sys
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_NEW_MOUNTS, _NEW_PROCESSES = 0x00020000, 0x20000000
_BIND, _RECURSIVE, _PRIVATE, _DETACH = 4096, 16384, 1 << 18, 2
_DIE_WITH_PARENT = 1
_HANDED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1)


def main() -> int:
    plan = json.loads(Path(sys.argv[1]).read_text())
    # When the platform is killed, so is this, and the whole container.
    _call("prctl", _DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    _call("unshare", _NEW_MOUNTS | _NEW_PROCESSES)
    # None is lost before somebody is there to hand it on.
    signal.pthread_sigmask(signal.SIG_BLOCK, _HANDED_ON)
    init = os.fork()
    if init == 0:
        os._exit(_init(plan, sys.argv[2:]))
    for number in _HANDED_ON:
        signal.signal(number, lambda got, _frame: os.kill(init, got))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _HANDED_ON)
    return _code(os.waitpid(init, 0)[1])


def _init(plan: dict[str, object], command: list[str]) -> int:
    """The first process of the container: all others end with it."""
    _call("prctl", _DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    _enter(plan)
    child = os.fork()
    if child == 0:
        # What is ignored here would be so in the command.
        for number in (signal.SIGPIPE, *_HANDED_ON):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HANDED_ON)
        os.execvp(command[0], command)

    def hand_on(got: int, _frame: object) -> None:
        os.kill(child, signal.SIGKILL if got == signal.SIGUSR1 else got)

    for number in _HANDED_ON:
        signal.signal(number, hand_on)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _HANDED_ON)
    while True:
        # Orphans of the container become children of this.
        pid, status = os.wait()
        if pid == child:
            return _code(status)


def _enter(plan: dict[str, object]) -> None:
    root = Path(str(plan["root"]))
    root.mkdir()
    _mount("none", "/", None, _RECURSIVE | _PRIVATE)
    _mount("none", str(root), "tmpfs", 0)
    opened: set[Path] = set()
    _open(root, Path("/"), opened)
    for table in ("folders", "files"):
        for seen, lies in plan[table].items():  # type: ignore[attr-defined]
            where = root / seen.lstrip("/")
            _open_up_to(root, Path(seen).parent, opened)
            if table == "folders":
                where.mkdir(exist_ok=True)
            else:
                where.touch()
            _mount(lies, str(where), None, _BIND)
    _open_up_to(root, Path("/root"), opened)
    os.chroot(root)
    os.chdir("/root")
    _mount("proc", "/proc", "proc", 0)


def _open_up_to(root: Path, folder: Path, opened: set[Path]) -> None:
    for part in [*reversed(folder.parents), folder]:
        if part not in opened:
            _open(root, part, opened)


def _open(root: Path, folder: Path, opened: set[Path]) -> None:
    """Makes a folder of the machine one of the container, which holds the same; what is put into it stays in the container."""
    opened.add(folder)
    here = root / str(folder).lstrip("/")
    if os.path.ismount(here) and here != root:
        _call("umount2", str(here).encode(), _DETACH)
    here.mkdir(exist_ok=True)
    if not folder.is_dir():
        return
    for child in folder.iterdir():
        where = here / child.name
        if child.is_symlink():
            where.symlink_to(os.readlink(child))
        elif child.is_dir():
            where.mkdir()
            _mount(str(child), str(where), None, _BIND | _RECURSIVE)
        elif child.exists():
            where.touch()
            _mount(str(child), str(where), None, _BIND)


def _mount(source: str, target: str, kind: str | None, flags: int) -> None:
    _call("mount", source.encode(), target.encode(), kind.encode() if kind else None, ctypes.c_ulong(flags), None)


def _call(name: str, *arguments: object) -> None:
    if getattr(_LIBC, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}{arguments}: {os.strerror(number)}")


def _code(status: int) -> int:
    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


if __name__ == "__main__":
    sys.exit(main())
