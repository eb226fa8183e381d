import errno
import os
from unittest import mock

from support import Case, flip

from sigwatch_client import checkpoint_file
from sigwatch_client.checkpoints import Checkpoints


class Folder(Case):
    def checkpoints(self, **options):
        return Checkpoints(self.path("ckpt"), lambda kind, **fields: self.lines.all.append({"type": kind, **fields}), now=self.clock, **options)

    def names(self):
        return sorted(os.listdir(self.path("ckpt")))

    def actions(self):
        return [(line["action"], line["step"]) for line in self.lines.of("checkpoint")]


class Saving(Folder):
    def test_it_is_written_read_again_and_described_beside(self):
        saved = self.checkpoints().save(4, {"model": [1.5]}, {"epoch": 1, "healthy": True, "emergency": False})
        self.assertEqual(self.names(), ["step_4.ckpt", "step_4.ckpt.json"])
        facts = self.read("ckpt", "step_4.ckpt.json")
        self.assertEqual((facts["step"], facts["verified"], facts["healthy"], facts["bytes"]), (4, True, True, os.path.getsize(saved.path)))
        self.assertEqual(facts["sha256"], checkpoint_file.digest(saved.path)[0])
        self.assertEqual(self.actions(), [("saved", 4), ("verified", 4)])
        self.assertEqual(checkpoint_file.read(saved), {"model": [1.5]})

    def test_a_write_that_fails_leaves_the_older_one_of_that_step_and_nothing_else(self):
        kept = self.checkpoints()
        kept.save(4, {"model": 1}, {})
        with mock.patch("sigwatch_client.atomic.os.fsync", side_effect=OSError(errno.ENOSPC, "No space left on device")):
            with self.assertRaises(OSError):
                kept.save(4, {"model": 2}, {})
        self.assertEqual(self.names(), ["step_4.ckpt", "step_4.ckpt.json"])
        self.assertEqual(kept.load_newest().payload, {"model": 1})
        self.assertEqual(self.actions()[2:], [("failed", 4)])
        self.assertIn("No space left", self.lines.of("checkpoint")[-1]["message"])

    def test_a_crash_after_the_new_file_took_its_place_leaves_nothing_that_vouches_for_it(self):
        kept = self.checkpoints()
        kept.save(4, {"model": 1}, {})
        with mock.patch.object(checkpoint_file, "seal", side_effect=KeyboardInterrupt()):
            with self.assertRaises(KeyboardInterrupt):
                kept.save(4, {"model": 2}, {})
        self.assertEqual(self.names(), ["step_4.ckpt"])
        self.assertIsNone(kept.load_newest())

    def test_what_cannot_be_pickled_leaves_nothing(self):
        with self.assertRaises(Exception):
            self.checkpoints().save(4, {"model": lambda: 1}, {})
        self.assertEqual(self.names(), [])

    def test_one_that_is_not_what_was_written_is_not_verified(self):
        write = checkpoint_file.write

        def damaged(path, payload):
            written = write(path, payload)
            flip(path)
            return written

        with mock.patch.object(checkpoint_file, "write", damaged):
            with self.assertRaises(checkpoint_file.CorruptCheckpoint):
                self.checkpoints().save(4, {"model": list(range(100))}, {})
        self.assertEqual(self.actions(), [("saved", 4), ("failed", 4)])
        self.assertEqual([one.verified for one in self.checkpoints().all()], [False])

    def test_a_damaged_one_is_found_and_the_next_older_taken(self):
        kept = self.checkpoints()
        for step in (1, 2, 3):
            kept.save(step, {"model": [step] * 100}, {"healthy": True})
        flip(self.path("ckpt", "step_3.ckpt"))
        with open(self.path("ckpt", "step_2.ckpt"), "r+b") as file:
            file.truncate(50)
        loaded = kept.load_newest()
        self.assertEqual((loaded.checkpoint.step, loaded.payload["model"][0]), (1, 1))
        told = [(line["step"], line["message"]) for line in self.lines.of("checkpoint") if line["action"] == "corrupt"]
        self.assertEqual([step for step, _ in told], [3, 2])
        self.assertIn("SHA-256", told[0][1])
        self.assertIn("50 bytes", told[1][1])

    def test_one_without_a_word_beside_it_is_passed_over(self):
        kept = self.checkpoints()
        kept.save(1, {"model": 1}, {})
        kept.save(2, {"model": 2}, {})
        os.unlink(self.path("ckpt", "step_2.ckpt.json"))
        self.assertEqual(kept.load_newest().checkpoint.step, 1)

    def test_where_all_are_damaged_there_is_none(self):
        kept = self.checkpoints()
        kept.save(1, {"model": 1}, {})
        flip(self.path("ckpt", "step_1.ckpt"))
        self.assertIsNone(kept.load_newest())


class Keeping(Folder):
    def steps(self, kept):
        return [one.step for one in kept.all()]

    def test_the_last_ones_stay(self):
        kept = self.checkpoints(keep_last=2)
        for step in range(1, 6):
            kept.save(step, {"model": step}, {"healthy": True})
        self.assertEqual(self.steps(kept), [5, 4])
        self.assertEqual(self.names(), ["step_4.ckpt", "step_4.ckpt.json", "step_5.ckpt", "step_5.ckpt.json"])
        self.assertEqual([one for one in self.actions() if one[0] == "deleted"], [("deleted", 1), ("deleted", 2), ("deleted", 3)])

    def test_the_newest_healthy_one_is_never_taken_away(self):
        kept = self.checkpoints(keep_last=1)
        kept.save(1, {"model": 1}, {"healthy": True})
        kept.save(2, {"model": 2}, {"healthy": True})
        for step in range(3, 9):
            kept.save(step, {"model": step}, {"healthy": False})
        self.assertEqual(self.steps(kept), [8, 2])
        self.assertEqual(kept.load_newest(healthy=True).checkpoint.step, 2)

    def test_what_was_never_verified_is_not_counted_and_not_touched(self):
        kept = self.checkpoints(keep_last=1)
        kept.save(1, {"model": 1}, {"healthy": True})
        self.write("ckpt/step_9.ckpt", "half")
        self.write("ckpt/notes.txt", "mine")
        kept.save(2, {"model": 2}, {"healthy": True})
        self.assertEqual(self.names(), ["notes.txt", "step_2.ckpt", "step_2.ckpt.json", "step_9.ckpt"])

    def test_one_that_cannot_be_removed_is_no_trouble(self):
        kept = self.checkpoints(keep_last=1)
        kept.save(1, {"model": 1}, {"healthy": True})
        with mock.patch("sigwatch_client.checkpoint_file.os.unlink", side_effect=PermissionError()):
            kept.save(2, {"model": 2}, {"healthy": True})
        self.assertEqual(self.steps(kept), [2, 1])
