from datetime import timedelta

from support import Case, Clock

from sigwatch_client.session import Session, SessionClock, first_process_start, session_of


class Start(Case):
    def test_colab_counts_from_its_first_process_and_lasts_twelve_hours(self):
        now = Clock(10_000.0)
        session = session_of({}, "colab", now=now, runtime_start=lambda: 4_000.0)
        self.assertEqual(session, Session(4_000.0, 12.0))
        # A kernel that is started again finds the same start.
        now.now += 500
        self.assertEqual(session_of({}, "colab", now=now, runtime_start=lambda: 4_000.0).start, 4_000.0)

    def test_kaggle_counts_from_its_first_process_and_tells_no_end(self):
        self.assertEqual(session_of({}, "kaggle", now=Clock(9.0), runtime_start=lambda: 4.0), Session(4.0, None))

    def test_jupyter_counts_from_the_start_of_its_server(self):
        starts = {"77": 4_000.0}
        env = {"JPY_PARENT_PID": "77"}
        self.assertEqual(session_of(env, "jupyter", 2.0, now=Clock(9_000.0), runtime_start=starts.get), Session(4_000.0, 2.0))
        self.assertEqual(session_of({}, "jupyter", 2.0, now=Clock(9_000.0), runtime_start=starts.get), Session(9_000.0, 2.0))

    def test_what_is_said_counts_before_all_else(self):
        self.assertEqual(session_of({}, "colab", hours=24.0, start=1.0, now=Clock(5.0)), Session(1.0, 24.0))

    def test_sigwatch_tells_its_own_clock(self):
        env = {"SIGWATCH_SESSION_START": "1000.5", "SIGWATCH_SESSION_HOURS": "0.25", "SLURM_JOB_START_TIME": "1"}
        self.assertEqual(session_of(env, "colab", now=Clock(2000.0), runtime_start=lambda: 4.0), Session(1000.5, 0.25))
        self.assertEqual(session_of(env, "colab", hours=3.0, start=7.0, now=Clock(2000.0)), Session(7.0, 3.0))

    def test_what_sigwatch_can_not_have_told_is_passed_over(self):
        env = {"SIGWATCH_SESSION_START": "soon", "SIGWATCH_SESSION_HOURS": "-1"}
        self.assertEqual(session_of(env, "colab", now=Clock(9.0), runtime_start=lambda: 4.0), Session(4.0, 12.0))

    def test_slurm_tells_both_by_variables(self):
        env = {"SLURM_JOB_START_TIME": "1000", "SLURM_JOB_END_TIME": "8200"}
        self.assertEqual(session_of(env, "slurm", now=Clock(2000.0)), Session(1000.0, 2.0))

    def test_elsewhere_there_is_no_end(self):
        self.assertEqual(session_of({}, None, now=Clock(5.0)), Session(5.0, None))

    def test_a_start_in_the_future_is_not_believed(self):
        self.assertEqual(session_of({}, "colab", now=Clock(5.0), runtime_start=lambda: 99.0).start, 5.0)

    def test_the_start_of_a_process_is_read_from_the_system(self):
        self.write("stat", "cpu 1 2\nbtime 1000\n")
        self.write("1/stat", "1 (a b) c) S " + " ".join(["0"] * 18) + " 25000 0")
        import os

        self.assertEqual(first_process_start(root=self.folder), 1000 + 25000 / os.sysconf("SC_CLK_TCK"))
        self.assertIsNone(first_process_start("2", self.folder))


class Timeout(Case):
    def clock_of(self, hours=1.0, **options):
        return SessionClock(Session(self.clock.now, hours), now=self.clock, **options)

    def test_elapsed_and_remaining(self):
        clock = self.clock_of(2.0)
        self.clock.now += 1800
        self.assertEqual((clock.elapsed(), clock.remaining()), (timedelta(minutes=30), timedelta(minutes=90)))
        self.clock.now += 9000
        self.assertEqual(clock.remaining(), timedelta(0))

    def test_a_save_is_due_from_thirty_minutes_on(self):
        clock = self.clock_of()
        self.clock.now += 1799
        self.assertFalse(clock.save_due())
        self.clock.now += 61
        self.assertTrue(clock.save_due())

    def test_the_clock_is_looked_at_each_minute(self):
        clock = self.clock_of()
        self.clock.now += 1790
        self.assertFalse(clock.save_due())
        self.clock.now += 59
        self.assertFalse(clock.save_due(), "29:59 are left, and the last look was 59 s ago")
        self.clock.now += 1
        self.assertTrue(clock.save_due())

    def test_after_a_save_the_next_one_is_due_at_half_of_what_is_left(self):
        clock = self.clock_of()
        self.clock.now += 1800
        self.assertTrue(clock.save_due())
        clock.saved()
        self.clock.now += 60
        self.assertFalse(clock.save_due())
        self.clock.now += 840
        self.assertTrue(clock.save_due(), "15 minutes are left")

    def test_until_it_is_saved_it_stays_due(self):
        clock = self.clock_of()
        self.clock.now += 3500
        for _ in range(5):
            self.assertTrue(clock.save_due())
            self.clock.now += 60

    def test_without_an_end_nothing_is_due(self):
        clock = self.clock_of(None)
        self.clock.now += 10**9
        self.assertFalse(clock.save_due())
        self.assertIsNone(clock.remaining())


class OfAMonitor(Case):
    def test_the_seeds_loop_saves_and_ends(self):
        monitor = self.monitor(self.path("ckpt"), session_duration_hours=1)
        steps = []
        for step in range(1, 100):
            self.clock.now += 90
            monitor.check_step({"w": step}, 1.0, step=step)
            steps.append(step)
            told = monitor.check_timeout()
            if told["should_save"]:
                self.assertTrue(monitor.save_emergency_checkpoint(step=step, random_state=None))
                break
        self.assertEqual((steps[-1], told["reason"], told["remaining_minutes"]), (20, "the session is about to end", 30.0))
        saved = self.lines.of("checkpoint")[-1]
        self.assertEqual((saved["action"], saved["emergency"], saved["step"]), ("verified", True, 20))
        state = self.read("ckpt", "sigwatch_state.json")
        self.assertEqual(
            {name: state[name] for name in ("step", "elapsed", "remaining", "session_start", "checkpoint_path")},
            {
                "step": 20,
                "elapsed": 1800.0,
                "remaining": 1800.0,
                "session_start": 1_700_000_000.0,
                "checkpoint_path": self.path("ckpt", "step_20.ckpt"),
            },
        )
        self.assertFalse(monitor.check_timeout()["should_save"])

    def test_status_has_the_units_that_people_ask_for(self):
        monitor = self.monitor(session_duration_hours=12)
        self.clock.now += 5400
        status = monitor.get_status()
        self.assertEqual((status["elapsed_hours"], status["remaining_minutes"]), (1.5, 630.0))
        self.assertEqual(monitor.get_elapsed_time(), timedelta(hours=1.5))
        self.assertEqual(monitor.get_remaining_time(), timedelta(hours=10.5))
