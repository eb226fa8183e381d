"""What a training asks a `Monitor` for: checkpoints, where to go on, how long there is, and whether to stop."""

from datetime import timedelta
from typing import Any, Dict, Mapping, Optional

from . import resuming
from .distributed import any_rank
from .guard import guarded
from .monitor_hello import HelloMethods
from .session import describe as describe_session
from .settings import Outcome
from .wire import whole


class CheckpointMethods(HelloMethods):
    """Checkpoints, sessions, and requests to stop."""

    @guarded()
    def attach(self, model: Any = None, optimizer: Any = None, scheduler: Any = None, additional_state: Any = None) -> None:
        """What a checkpoint is made of, so that one can be saved when it is asked for. `check_step` attaches what it is given.

        Args:
            model, optimizer, scheduler: Things with `state_dict` and `load_state_dict`, or dictionaries.
            additional_state: Anything that can be pickled, or a function that returns it.
        """
        self._saver.attach(model=model, optimizer=optimizer, scheduler=scheduler, additional_state=additional_state)

    @guarded()
    def save_checkpoint(
        self,
        model: Any = None,
        optimizer: Any = None,
        scheduler: Any = None,
        step: Optional[int] = None,
        epoch: Optional[float] = None,
        metrics: Optional[Mapping[str, Any]] = None,
        healthy: Optional[bool] = None,
        additional_state: Any = None,
        emergency: bool = False,
    ) -> Optional[str]:
        """Saves, reads again and compares, and takes older ones away as `keep_last` says. Only the first process saves.

        Args:
            healthy: Whether one may return to it after a failure; by default so if the last check was healthy and no
                parameter is NaN or infinite now.
            metrics: Numbers that are to be there when it is resumed from.

        Returns:
            Its path; None where it could not be saved, which a line says.
        """
        self._progress.tell(step=None if step is None else whole(step), epoch=epoch)
        parts = {"model": model, "optimizer": optimizer, "scheduler": scheduler, "additional_state": additional_state}
        return self._saver.save(healthy, emergency, metrics, **parts)

    def save_emergency_checkpoint(self, *args: Any, **kwargs: Any) -> Optional[str]:
        """As `save_checkpoint`, because time runs out or somebody asked. `random_state` is taken along by itself."""
        kwargs.pop("random_state", None)
        return self.save_checkpoint(*args, **{**kwargs, "emergency": True})

    @guarded()
    def checkpoint_saved(self, path: Any, step: Optional[int] = None, verify: bool = False) -> None:
        """A framework has saved one by itself. `verify`: it is one file, whose hash is put beside it."""
        self._saver.saved_elsewhere(str(path), self._progress.step or 0 if step is None else whole(step), verify)

    @property
    def save_wanted(self) -> bool:
        """Somebody has asked for a checkpoint that is not saved yet, or the session is about to end."""
        return bool(self._guard.run("save_wanted", lambda: self.check_timeout()["should_save"], False))

    def framework_saves(self) -> None:
        """From now on a framework saves when `save_wanted`, and tells by `checkpoint_saved`."""
        self._saver.elsewhere = True

    @guarded()
    def auto_resume(self, model: Any = None, optimizer: Any = None, scheduler: Any = None) -> Optional[Dict[str, Any]]:
        """Goes on from `SIGWATCH_RESUME_FROM`, else from the newest whole checkpoint of an unfinished run; then sets what
        `SIGWATCH_OVERRIDES` says. Random states are put back too.

        Returns:
            `step`, `epoch`, `metrics` (and `additional_state`, `checkpoint_path`); None where the training begins anew.
        """
        self._saver.attach(model=model, optimizer=optimizer, scheduler=scheduler)
        parts = (model, optimizer, scheduler)
        self.say_hello()
        resumed = self._guard.run("auto_resume", lambda: self._resume(*parts))
        self.apply_overrides(*parts)
        return resumed

    def override(self, name: str, own: Any) -> Any:
        """What a setting is to be whose value in the program is `own`, such as `monitor.override("batch_size", 32)`: `own`
        where `SIGWATCH_OVERRIDES` says nothing of it. For what `auto_resume` can't set by itself. It is remembered, so that
        a factor of it can be asked for while the training runs."""
        value = self._guard.run("override", lambda: self._overrides.of(name, own), own)
        self._settings.learn(name, value)
        return value

    @guarded(lambda self: {})
    def apply_overrides(self, model: Any = None, optimizer: Any = None, scheduler: Any = None) -> Dict[str, Outcome]:
        """Sets what `SIGWATCH_OVERRIDES` says, as far as it is known how; by name what became of it. The others are for the
        program: `monitor.override("batch_size", 32)`. Doing it twice changes nothing further."""
        self._saver.attach(model=model, optimizer=optimizer, scheduler=scheduler)
        parts = {name: self._saver.part(name) for name in ("model", "optimizer", "scheduler")}
        told, settings = self._overrides, self._settings
        able = {k: v for k, v in told.values.items() if settings.capable(k, parts["model"], parts["optimizer"])}
        outcomes = {name: settings.apply(name, value, **parts) for name, value in able.items()}
        for name, factor in told.scale.items():
            own = settings.own(name, parts["model"], parts["optimizer"])
            applied = self._saver.factors.get(name, 1.0)
            if name in told.values or own is None or applied == factor:
                continue
            outcomes[name] = settings.apply(name, told.scaled(name, own, applied), **parts)
            if outcomes[name].status == "done":
                self._saver.factors[name] = factor
        return outcomes

    @property
    def stopping(self) -> bool:
        """The training was asked to end, by sigwatch or by SIGTERM."""
        return self._boundary.stopping or self._interrupts.end

    @guarded(lambda self: False)
    def should_stop(self, all_ranks: bool = False) -> bool:
        """Whether to end the training after this step. In a training of several processes requests reach the first alone:
        with `all_ranks=True` all are told, and all have to ask at the same step."""
        wanted = any_rank(self.stopping) if all_ranks else self.stopping
        if wanted:
            self._boundary.stopping = True
            self._boundary.stop_is_known(self._progress.step)
        return wanted

    @guarded(lambda self: {"should_save": False, "should_stop": False})
    def check_timeout(self) -> Dict[str, Any]:
        """`should_save`: save an emergency checkpoint now, since the session is about to end or somebody asked for one;
        `should_stop`; elapsed and remaining time, None where no end is known."""
        ending = self._session.save_due()
        asked = self._saver.asked or self._interrupts.save is not None
        reason = "the session is about to end" if ending else ("a checkpoint was asked for" if asked else None)
        return {"should_save": ending or asked, "should_stop": self.stopping, "reason": reason, **describe_session(self._session)}

    @guarded(lambda self: timedelta(0))
    def get_elapsed_time(self) -> timedelta:
        """Since the session began."""
        return self._session.elapsed()

    @guarded()
    def get_remaining_time(self) -> Optional[timedelta]:
        """Until the session ends; None where no end is known."""
        return self._session.remaining()

    @guarded(lambda self: {})
    def get_status(self) -> Dict[str, Any]:
        """Where the training is, how it is, what was saved last, and how long the session has."""
        told, health, state = self._progress, self._checks.last, self._saver.state
        where = {"step": told.step, "total_steps": told.total_steps, "epoch": told.epoch, "phase": told.phase}
        values = {"loss": told.loss, "learning_rate": told.learning_rate, "metrics": dict(told.metrics)}
        how = {"overall_health": health.overall_health, "errors": health.errors, "warnings": health.warnings}
        return {
            **where,
            **values,
            **how,
            "last_checkpoint": self._saver.last,
            "finished": state is not None and state.finished() is not None,
            **self.check_timeout(),
        }

    def _resume(self, model: Any, optimizer: Any, scheduler: Any) -> Optional[Dict[str, Any]]:
        saver, chosen = self._saver, self.options
        loaded = resuming.find(self.resume_from, saver.checkpoints, saver.state, chosen.enable_auto_resume, self._emit)
        if loaded is None:
            return None
        resumed = resuming.restore(loaded, model, optimizer, scheduler)
        failed = resumed.pop("random_states_failed")
        factors = resumed.pop("factors")
        if optimizer is not None and "lr" in factors:
            # The learning rate that was put back had been multiplied by it.
            saver.factors["lr"] = factors["lr"]
        told = self._progress
        told.tell(step=resumed["step"], epoch=resumed["epoch"])
        told.history.extend(resumed["metrics_history"])
        message = "random states not restored: %s" % ", ".join(failed) if failed else None
        place = {"path": resumed["checkpoint_path"], "step": resumed["step"] or 0, "epoch": resumed["epoch"]}
        self._emit("checkpoint", action="loaded", message=message, **place)
        return resumed
