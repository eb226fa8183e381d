"""The line by which a `Monitor` says who it is."""

from typing import Any, List

from .facts import facts
from .guard import guarded
from .parts import Parts
from .version import CLIENT

#: What a caller's own facts must not replace.
_OWN = frozenset(("sigwatch", "type", "time", "client", "pid", "host", "python", "torch", "cuda", "gpu", "platform",
                  "session_start", "session_hours", "check_interval", "checkpoint_dir", "options", "rank", "world_size",
                  "run_id", "attempt"))  # fmt: skip


class HelloMethods(Parts):
    """Who prints, and what it can be asked for."""

    @guarded()
    def say_hello(self, **context: Any) -> None:
        """The first line, and once more when there is more to say: when it has learnt of an optimizer, and can change it."""
        session, chosen = self._session.session, self.options
        hello = {"capabilities": self._capabilities(), **context}
        known = (self._hello or {}).get("capabilities") == hello["capabilities"] and not context
        if known or (self._started and not self._running):
            return
        self._hello = {**(self._hello or {}), **hello}
        self._emit(
            "hello",
            client=CLIENT,
            **facts(),
            platform=self.platform,
            session_start=session.start if session.hours else None,
            session_hours=session.hours,
            check_interval=chosen.check_interval,
            checkpoint_dir=self._saver.checkpoints.directory if self._saver.checkpoints else None,
            options=chosen.changed() or None,
            **{name: value for name, value in self._hello.items() if name not in _OWN}
        )

    def _capabilities(self) -> List[str]:
        model, optimizer = self._saver.part("model"), self._saver.part("optimizer")
        able = ["checkpoint"] if self._saver.checkpoints is not None or self._saver.elsewhere else []
        names = ("lr", "epsilon", "batch_size", "gradient_accumulation", "precision")
        return able + ["stop"] + [name for name in names if self._settings.capable(name, model, optimizer)]
