"""The report of a nation's run on fed runs: a bad one must be called bad, and for the right reason."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench" / "nation"))
import report  # noqa: E402


def series(p99):
    return {"count": 100, "p50": p99 / 2, "p90": p99 / 2, "p99": p99, "max": p99}


def driven(p99_hand_in=40, p99_accept=50, errors=0, failed=0, unfinished=0):
    calls = {name: {"ok": 100, "early": 1, "errors": {"503": errors} if errors and name == "accept" else {},
                    "attempt_ms": series(5), "step_ms": series(p99)}
             for name, p99 in (("hand_in", p99_hand_in), ("accept", p99_accept), ("decide", 900))}
    return {"seconds": 10, "began_at": 95, "counts_from": 100, "ended_at": 115, "begun": 1000, "done": 1000 - failed - unfinished,
            "failed": failed, "unfinished": unfinished, "errors": errors, "first_failure": "accept: 503" if errors else "",
            "driver_cpu_us": 4000000, "calls": calls, "life_ms": series(5000)}


def samples(waiting=(10, 20, 10)):
    return [{"at": at, "outbox": {"intake": depth, "review": 0}, "lanes": {"intake.write": depth // 10, "review.read": 0},
             "cpu": {"gateway": 1000000 * at, "pg intake": 500000 * at}, "ticks": {"user": 150 * at, "idle": 50 * at, "steal": 0}}
            for at, depth in zip((100, 105, 109), waiting)] + [
        {"at": 112, "outbox": {"intake": 99999}, "lanes": {}, "cpu": {}, "ticks": {}}]  # after the arrivals: counts nowhere


class Report(unittest.TestCase):
    def verdict(self, drive, waiting=(10, 20, 10)):
        made = report.make(100, drive, samples(waiting), 2)
        self.assertEqual(report.text(made).endswith("\nKEEPS UP"), made["keeps_up"])
        return made["why"]

    def test_a_run_that_keeps_up(self):
        made = report.make(100, driven(), samples(), 2)
        self.assertTrue(made["keeps_up"])
        self.assertEqual(made["outbox_most"], {"intake": 20})
        self.assertEqual(made["lanes_most"], {"intake.write": 2})
        self.assertEqual(made["cpu_us_per_life"]["gateway"], 9000)
        self.assertEqual(made["cpu_us"]["(the driver)"], 2000000)
        self.assertEqual(made["processor"]["left"], 0.25)
        self.assertEqual(made["cpu_us"]["(all else on the machine)"], 0)

    def test_what_others_on_the_machine_take_is_shown(self):
        busy = samples()
        for sample in busy[:3]:
            sample["ticks"] = {"user": 250 * sample["at"], "idle": 0}
        made = report.make(100, driven(), busy, 2)
        self.assertEqual(made["cpu_us"]["(all else on the machine)"], 9 * 2500000 - 9 * 1500000 - 2000000)

    def test_late_answers(self):
        self.assertIn("p99 of accept 101 ms", self.verdict(driven(p99_accept=101))[0])
        self.assertIn("p99 of hand_in 5000 ms", self.verdict(driven(p99_hand_in=5000))[0])
        self.assertEqual(self.verdict(driven(p99_accept=100)), [])

    def test_errors_and_lives_that_do_not_end(self):
        self.assertIn("1 errors, the first: accept: 503", self.verdict(driven(errors=1))[0])
        self.assertIn("2 lives failed", self.verdict(driven(failed=2))[0])
        self.assertIn("3 had not ended", self.verdict(driven(unfinished=3))[0])

    def test_events_that_pile_up(self):
        self.assertIn("1401 events wait", self.verdict(driven(), (100, 700, 1401))[0])
        self.assertEqual(self.verdict(driven(), (5000, 2000, 1400)), [], "what was worked off does not count")

    def test_a_call_nobody_made(self):
        drive = driven()
        del drive["calls"]["accept"]
        self.assertIn("p99 of accept not measured", self.verdict(drive)[0])

    def test_the_search_for_the_highest_rate(self):
        for bound in (3, 137, 420, 1000):
            passed = failed = None
            tries = 0
            while (rate := report.next_rate(passed, failed, 420)) is not None:
                tries += 1
                passed, failed = (rate, failed) if rate <= bound else (passed, rate)
            self.assertTrue(passed <= bound < failed <= passed * 1.05, (bound, passed, failed))
            self.assertLess(tries, 16)
        self.assertIsNone(report.next_rate(None, 2, 420), "nothing is kept")


if __name__ == "__main__":
    unittest.main()
