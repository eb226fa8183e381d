from support import Case

from sigwatch_client import retry


class Retry(Case):
    def failing(self, times, error=ConnectionError):
        calls = []

        def call(*args, **kwargs):
            calls.append((args, kwargs))
            if len(calls) <= times:
                raise error("try %d" % len(calls))
            return "done"

        call.calls = calls
        return call

    def test_waits_twice_as_long_each_time_and_never_longer_than_the_most(self):
        waits = []
        call = self.failing(5)
        wrapped = retry(max_retries=5, delay=1, factor=2, max_delay=6, jitter=0, sleep=waits.append)(call)
        self.assertEqual(wrapped(1, a=2), "done")
        self.assertEqual(waits, [1, 2, 4, 6, 6])
        self.assertEqual(call.calls[-1], ((1,), {"a": 2}))

    def test_chance_makes_waits_longer_by_its_share(self):
        waits = []
        retry(max_retries=1, delay=10, jitter=0.5, sleep=waits.append, chance=lambda: 0.2)(self.failing(1))()
        self.assertAlmostEqual(waits[0], 11.0)

    def test_the_last_error_is_raised_when_no_try_is_left(self):
        call = self.failing(9)
        with self.assertRaisesRegex(ConnectionError, "try 3"):
            retry(max_retries=2, sleep=lambda _: None)(call)()

    def test_only_what_is_named_is_tried_again(self):
        call = self.failing(9, ValueError)
        with self.assertRaisesRegex(ValueError, "try 1"):
            retry(exceptions=(OSError,), sleep=lambda _: None)(call)()
        interrupted = self.failing(9, KeyboardInterrupt)
        with self.assertRaises(KeyboardInterrupt):
            retry(sleep=lambda _: None)(interrupted)()
        self.assertEqual(len(interrupted.calls), 1)

    def test_a_monitor_tells_each_failure_as_handled(self):
        monitor = self.monitor()
        self.assertEqual(monitor.retry(sleep=lambda _: None)(self.failing(2))(), "done")
        self.assertEqual([(e["message"], e["handled"], e["severity"]) for e in self.lines.of("error")], [("try 1", True, "warning"), ("try 2", True, "warning")])

    def test_it_decorates_with_and_without_arguments(self):
        monitor = self.monitor()

        @monitor.retry
        def works():
            """Text."""
            return 1

        self.assertEqual((works(), works.__name__, works.__doc__), (1, "works", "Text."))
