import math
from unittest import mock

import torch
from support import Case

from sigwatch_client import measure as measuring
from sigwatch_client.measure import measure


def model_of(weights, gradients=None):
    """One parameter; a gradient where one is given."""
    module = torch.nn.Linear(len(weights), 1, bias=False)
    module.weight.data = torch.tensor([weights])
    if gradients is not None:
        module.weight.grad = torch.tensor([gradients])
    return module


class Waits:
    """Counts how often values are waited for."""

    def __init__(self):
        self.count = 0
        self._fetch = measuring._fetch

    def __call__(self, torch, scalars):
        self.count += 1
        return self._fetch(torch, scalars)


class Finite(Case):
    def test_the_norm_of_all_gradients(self):
        found = measure(model_of([1.0, 2.0], [3.0, 4.0]), torch.tensor(0.5))
        self.assertEqual((found.loss, found.grad_norm, found.nan_count, found.inf_count, found.nonfinite_in), (0.5, 5.0, 0, 0, []))

    def test_over_several_parameters_it_is_the_root_of_the_sum_of_squares(self):
        module = torch.nn.Linear(2, 1)
        module.weight.grad = torch.tensor([[2.0, 3.0]])
        module.bias.grad = torch.tensor([6.0])
        self.assertEqual(measure(module).grad_norm, 7.0)

    def test_the_norm_is_that_of_torch(self):
        torch.manual_seed(0)
        module = torch.nn.Sequential(torch.nn.Linear(30, 40), torch.nn.ReLU(), torch.nn.Linear(40, 5))
        module(torch.randn(8, 30)).pow(2).sum().backward()
        wanted = torch.nn.utils.clip_grad_norm_(module.parameters(), math.inf).item()
        self.assertAlmostEqual(measure(module).grad_norm, wanted, delta=wanted * 1e-6)

    def test_without_gradients_there_is_no_norm(self):
        self.assertIsNone(measure(model_of([1.0]), torch.tensor(1.0)).grad_norm)

    def test_gradients_whose_squares_overflow_are_no_infinity(self):
        found = measure(model_of([1.0, 1.0], [3e30, 4e30]))
        self.assertAlmostEqual(found.grad_norm / 5e30, 1.0, places=6)
        self.assertEqual((found.inf_count, found.nonfinite_in), (0, []))

    def test_nor_are_those_of_half_precision_that_their_own_type_cannot_hold(self):
        module = model_of([1.0, 1.0])
        module.weight.data = module.weight.data.half()
        module.weight.grad = torch.tensor([[60000.0, 60000.0]], dtype=torch.float16)
        found = measure(module)
        self.assertAlmostEqual(found.grad_norm, math.hypot(60000, 60000), delta=0.1)
        self.assertEqual(found.nonfinite_in, [])

    def test_types_may_be_mixed(self):
        tensors = [torch.tensor([3.0]), torch.tensor([4.0], dtype=torch.float64), torch.tensor([1], dtype=torch.int64)]
        for one in tensors[:2]:
            one.grad = one.clone()
        self.assertEqual(measure(tensors).grad_norm, 5.0)

    def test_complex_and_sparse_gradients_are_measured(self):
        one = torch.nn.Parameter(torch.tensor([1 + 1j]))
        one.grad = torch.tensor([3 + 4j])
        self.assertEqual(measure([one]).grad_norm, 5.0)
        table = torch.nn.Embedding(4, 2, sparse=True)
        table(torch.tensor([1, 1])).sum().backward()
        # Twice the same row: the two parts add up to 2, in both columns.
        self.assertAlmostEqual(measure(table).grad_norm, math.sqrt(8), places=6)

    def test_what_holds_no_values_is_passed_over(self):
        tensors = [torch.nn.Parameter(torch.empty(0)), torch.nn.Parameter(torch.empty(3, device="meta"))]
        self.assertEqual(measure(tensors).nonfinite_in, [])
        self.assertEqual(measure([], torch.tensor(2.0)).loss, 2.0)

    def test_a_loss_of_several_values_is_not_one(self):
        self.assertIsNone(measure(None, torch.ones(3)).loss)
        self.assertEqual(measure(None, torch.ones(1, 1)).loss, 1.0)
        self.assertEqual(measure(model_of([1.0]), 2.5).loss, 2.5)

    def test_nothing_of_the_graph_is_touched(self):
        module = model_of([1.0, 2.0])
        loss = module(torch.ones(1, 2)).sum()
        measure(module, loss)
        loss.backward()
        self.assertTrue(loss.requires_grad)


class NotFinite(Case):
    def test_each_place_is_found_and_its_values_are_counted(self):
        nan, inf = math.nan, math.inf
        cases = [
            ("loss", model_of([1.0], [1.0]), torch.tensor(nan), (1, 0)),
            ("loss", model_of([1.0], [1.0]), torch.tensor(-inf), (0, 1)),
            ("gradients", model_of([1.0] * 4, [nan, 1.0, inf, nan]), torch.tensor(1.0), (2, 1)),
            ("parameters", model_of([nan, inf, -inf], [1.0] * 3), torch.tensor(1.0), (1, 2)),
            ("parameters", model_of([nan, 1.0]), None, (1, 0)),
        ]
        for where, module, loss, counts in cases:
            with self.subTest(where=where, counts=counts):
                found = measure(module, loss)
                self.assertEqual((found.nonfinite_in, (found.nan_count, found.inf_count)), ([where], counts))

    def test_all_three_at_once(self):
        found = measure(model_of([math.nan, 1.0], [math.inf, math.nan]), torch.tensor(math.nan))
        self.assertEqual((found.nonfinite_in, found.nan_count, found.inf_count), (["loss", "gradients", "parameters"], 3, 1))

    def test_one_among_many_tensors(self):
        for place in range(0, 50, 7):
            tensors = [torch.ones(10, 10) for _ in range(50)]
            tensors[place][3, 4] = math.inf
            self.assertEqual(measure(tensors).inf_count, 1)

    def test_half_precision(self):
        for dtype in (torch.float16, torch.bfloat16):
            tensor = torch.ones(5, dtype=dtype)
            tensor[2] = math.nan
            self.assertEqual(measure([tensor]).nan_count, 1)


class Waiting(Case):
    def waits(self, *args):
        waits = Waits()
        # Whatever else brings a value here waits for the device too.
        forbidden = {name: mock.patch.object(torch.Tensor, name, side_effect=AssertionError(name)) for name in ("item", "__bool__", "__float__", "cpu", "numpy")}
        with mock.patch.object(measuring, "_fetch", waits):
            for one in forbidden.values():
                one.start()
            try:
                measure(*args)
            finally:
                for one in forbidden.values():
                    one.stop()
        return waits.count

    def test_a_healthy_step_is_waited_for_once(self):
        module = torch.nn.Sequential(*[torch.nn.Linear(4, 4) for _ in range(5)])
        loss = module(torch.ones(2, 4)).sum()
        loss.backward()
        self.assertEqual(self.waits(module, loss), 1)

    def test_a_second_time_only_to_count(self):
        self.assertEqual(self.waits(model_of([math.nan], [math.inf]), torch.tensor(1.0)), 2)
        self.assertEqual(self.waits(model_of([1.0], [1.0]), torch.tensor(math.nan)), 1)


class OfAMonitor(Case):
    def test_a_nan_in_a_gradient_is_told_at_its_step(self):
        torch.manual_seed(0)
        module = torch.nn.Linear(3, 1)
        optimizer = torch.optim.SGD(module.parameters(), lr=0.1)
        monitor = self.monitor(check_interval=1)
        for step in range(1, 4):
            optimizer.zero_grad()
            loss = module(torch.ones(1, 3)).sum()
            loss.backward()
            if step == 3:
                module.weight.grad[0, 1] = math.nan
            health = monitor.check_step(module, loss, optimizer, step=step)
        told = self.lines.of("metrics")
        self.assertEqual([line.get("nonfinite_in") for line in told], [None, None, ["gradients"]])
        self.assertEqual((told[2]["grad_norm"], told[2]["nan_count"], told[2]["learning_rate"]), ("NaN", 1, 0.1))
        self.assertEqual((health.overall_health, health.errors), ("critical", ["step 3: 1 NaN and 0 infinite values in gradients"]))
