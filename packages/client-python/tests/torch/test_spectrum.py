import math
import unittest

import numpy
import torch
from support import Case

from sigwatch_client import condition_number, schatten_norm, spectrum

#: Singular values 3 and 1 (its square times its transpose has 9 and 1), eigenvalues 3 and -1.
SWAPPED = [[1.0, 2.0], [2.0, 1.0]]


class ByHand(unittest.TestCase):
    def test_a_diagonal_matrix(self):
        found = spectrum({"d": torch.diag(torch.tensor([4.0, -2.0, 0.5]))})
        self.assertAlmostEqual(found.condition_numbers["d"], 8.0, places=9)
        self.assertAlmostEqual(found.schatten_norms["d"], math.sqrt(16 + 4 + 0.25), places=9)
        self.assertEqual({k: round(v, 9) for k, v in found.eigenvalues["d"].items()}, {"max": 4.0, "min": 0.5, "mean": round(6.5 / 3, 9)})

    def test_schatten_norms(self):
        for p, wanted in ((1.0, 4.0), (2.0, math.sqrt(10)), (3.0, 28 ** (1 / 3)), (math.inf, 3.0)):
            with self.subTest(p):
                self.assertAlmostEqual(spectrum({"m": torch.tensor(SWAPPED)}, p=p).schatten_norms["m"], wanted, places=9)
                self.assertAlmostEqual(schatten_norm([3.0, 1.0], p), wanted, places=12)

    def test_a_rotation_has_eigenvalues_of_size_one(self):
        found = spectrum({"r": torch.tensor([[0.0, -1.0], [1.0, 0.0]])})
        self.assertAlmostEqual(found.eigenvalues["r"]["max"], 1.0, places=9)
        self.assertAlmostEqual(found.eigenvalues["r"]["min"], 1.0, places=9)

    def test_a_matrix_without_inverse_has_an_infinite_condition_number(self):
        self.assertEqual(condition_number([5.0, 0.0]), math.inf)
        self.assertGreater(spectrum({"m": torch.tensor([[1.0, 2.0], [2.0, 4.0]])}).condition_numbers["m"], 1e15)
        self.assertEqual(spectrum({"z": torch.zeros(2, 2)}).condition_numbers["z"], math.inf)
        self.assertEqual(spectrum({"z": torch.zeros(2, 2)}).schatten_norms["z"], 0.0)

    def test_large_values_do_not_overflow(self):
        self.assertAlmostEqual(schatten_norm([3e200, 4e200]) / 5e200, 1.0, places=12)

    def test_one_that_is_not_square_has_no_eigenvalues(self):
        found = spectrum({"m": torch.tensor([[3.0, 0.0, 0.0], [0.0, 4.0, 0.0]])})
        self.assertAlmostEqual(found.condition_numbers["m"], 4 / 3, places=9)
        self.assertEqual(found.eigenvalues, {})

    def test_values_that_are_not_finite_are_told_as_nan(self):
        found = spectrum({"m": torch.tensor([[math.nan, 1.0], [1.0, 1.0]]), "i": numpy.array([[math.inf, 1], [1, 1]])})
        for name in ("m", "i"):
            self.assertTrue(math.isnan(found.condition_numbers[name]) and math.isnan(found.eigenvalues[name]["max"]))

    def test_arrays_and_lists_are_matrices_too(self):
        for matrix in (SWAPPED, numpy.array(SWAPPED), numpy.array(SWAPPED, dtype=numpy.float32), torch.tensor(SWAPPED).half()):
            self.assertAlmostEqual(spectrum({"m": matrix}).condition_numbers["m"], 3.0, places=6)

    def test_complex_matrices(self):
        found = spectrum({"m": torch.tensor([[2j, 0], [0, 1 + 0j]])})
        self.assertAlmostEqual(found.condition_numbers["m"], 2.0, places=5)
        self.assertAlmostEqual(found.eigenvalues["m"]["max"], 2.0, places=5)


class OfAModel(Case):
    def model(self):
        module = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Conv1d(1, 2, 2), torch.nn.LayerNorm(2))
        module[0].weight.data = torch.tensor(SWAPPED)
        module[1].weight.data = torch.tensor([[[0.0, 5.0]], [[1.0, 0.0]]])
        return module

    def test_its_weight_matrices_are_named_and_vectors_left_out(self):
        found = spectrum(self.model())
        self.assertEqual({name: round(value, 6) for name, value in found.condition_numbers.items()}, {"0.weight": 3.0, "1.weight": 5.0})

    def test_some_may_be_chosen_and_large_ones_are_left_out(self):
        self.assertEqual(list(spectrum(self.model(), names=["1."]).condition_numbers), ["1.weight"])
        self.assertEqual(spectrum({"m": torch.ones(30, 20)}, max_side=19).condition_numbers, {})

    def test_a_monitor_prints_them(self):
        monitor = self.monitor()
        module = self.model()
        monitor.check_step(module, 1.0, step=4)
        monitor.check_numerical_stability()
        told = self.lines.all[-1]
        self.assertEqual((told["type"], told["step"]), ("metrics", 4))
        self.assertAlmostEqual(told["condition_numbers"]["0.weight"], 3.0, places=6)
        self.assertAlmostEqual(told["schatten_norms"]["1.weight"], math.sqrt(26), places=6)
        self.assertAlmostEqual(told["eigenvalues"]["0.weight"]["mean"], 2.0, places=6)
        module[0].weight.data[0, 0] = math.nan
        monitor.check_numerical_stability(module, names=["0."])
        self.assertEqual(self.lines.all[-1]["condition_numbers"], {"0.weight": "NaN"})
