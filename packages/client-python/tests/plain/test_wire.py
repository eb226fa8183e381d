import json
import math
import unittest

from sigwatch_client.wire import MAX_BYTES, count, line, number, numbers


class Line(unittest.TestCase):
    def test_sigwatch_and_type_come_first_and_none_is_left_out(self):
        self.assertEqual(line("ack", {"time": 1.5, "request": "a", "step": None}), '{"sigwatch":1,"type":"ack","time":1.5,"request":"a"}\n')

    def test_numbers_that_are_not_finite_are_texts(self):
        told = json.loads(line("metrics", {"loss": math.nan, "a": math.inf, "b": -math.inf, "in": {"c": math.nan}}))
        self.assertEqual((told["loss"], told["a"], told["b"], told["in"]), ("NaN", "Infinity", "-Infinity", {"c": "NaN"}))

    def test_nothing_nests_deeper_than_two(self):
        told = json.loads(line("hello", {"a": {"b": {"c": {"d": 1}}}}))
        self.assertEqual(told["a"], {"b": {"c": "{'d': 1}"}} if isinstance(told["a"]["b"], dict) else {"b": "{'c': {'d': 1}}"})

    def test_any_text_is_ascii_on_one_line(self):
        text = line("error", {"message": "Größe\n\u2028\ud800 \x1b[0m"})
        self.assertTrue(text.isascii())
        self.assertEqual(text.count("\n"), 1)
        self.assertIn("Größe", json.loads(text)["message"])

    def test_objects_of_any_kind_are_told_somehow(self):
        class Odd:
            def __str__(self):
                return "odd"

        self.assertEqual(json.loads(line("hello", {"a": Odd(), "b": b"x", "c": (1, Odd())}))["c"], [1, "odd"])


class Cutting(unittest.TestCase):
    def test_a_traceback_loses_its_middle(self):
        text = line("error", {"error_type": "E", "message": "m", "traceback": "first" + "x" * 100_000 + "last"})
        self.assertLessEqual(len(text), MAX_BYTES)
        told = json.loads(text)
        self.assertEqual(told["message"], "m")
        self.assertTrue(told["traceback"].startswith("first") and told["traceback"].endswith("last"))
        self.assertIn("[cut]", told["traceback"])
        self.assertGreater(len(text), MAX_BYTES // 2, "no more is taken than has to be")

    def test_another_text_loses_its_end(self):
        told = json.loads(line("error", {"message": "first" + "ü" * 50_000}))
        self.assertTrue(told["message"].startswith("first"))
        self.assertTrue(told["message"].endswith("[cut]… "))

    def test_many_names_are_cut_and_it_is_said(self):
        told = json.loads(line("metrics", {"step": 1, "condition_numbers": {"layer.%d.weight" % i: i / 3 for i in range(5000)}}))
        self.assertTrue(told["cut"])
        self.assertIn("layer.0.weight", told["condition_numbers"])

    def test_whatever_its_fields_a_line_is_short_enough(self):
        for size in (1000, 16_200, 16_384, 20_000):
            for field in ("traceback", "message", "path"):
                for character in ("x", "\n", "語"):
                    with self.subTest(size=size, field=field, character=character):
                        text = line("error", {field: character * size, "message2": character * (size // 2), "list": ["ab"] * size})
                        self.assertLessEqual(len(text), MAX_BYTES)
                        json.loads(text)


class Numbers(unittest.TestCase):
    def test_what_is_no_number_is_none(self):
        for value in (None, "1", True, [], object(), b"1"):
            self.assertIsNone(number(value))

    def test_only_numbers_of_a_mapping_are_kept(self):
        self.assertEqual(numbers({"a": 1, "b": "x", "c": math.inf, 4: 2.5}), {"a": 1, "c": "Infinity", "4": 2.5})
        self.assertIsNone(numbers({"b": "x"}))
        self.assertIsNone(numbers(None))

    def test_a_count_is_whole_and_not_negative(self):
        self.assertEqual((count(3), count(3.7), count(-1), count("3"), count(math.nan)), (3, 3, None, None, None))
