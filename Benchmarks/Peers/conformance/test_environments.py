"""Martlet steps Python's environments as Python does, and native ones agree; the committed goldens are what Gymnasium
does today."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import gymnasium
import numpy as np
from martlet import ROOT, worker
from safetensors import safe_open
from safetensors.numpy import load_file

GOLDEN = ROOT / "Tests" / "MartletRLTests" / "Golden"

# Environments with every kind of space, and such as misbehave.
ODD = '''
import sys, time
import gymnasium
import numpy as np
from gymnasium.spaces import Box, Dict, Discrete, MultiBinary, MultiDiscrete, Sequence, Text

SPACES = {
    "multi": MultiDiscrete([3, 4], start=[1, 2]), "binary": MultiBinary([2, 2]), "text": Text(3),
    "list": Sequence(Discrete(3)),
    "dict": Dict({"a": Discrete(3), "b": Box(-1, 1, (2,))}), "wide": Box(-1e300, 1e300, (2,), np.float64),
    "start": Discrete(4, start=10), "pixels": Box(0, 255, (3, 4, 3), np.uint8), "one": Box(-1, 1, ()),
}

class Odd(gymnasium.Env):
    def __init__(self, space="multi", mood="", actions="discrete"):
        self.observation_space = SPACES[space]
        self.action_space = {
            "discrete": Discrete(3, start=-1), "box": Box(-1, 1, (2, 2), np.float64),
            "multi": MultiDiscrete([2, 2])}[actions]
        self.mood = mood

    def reset(self, seed=None, options=None):
        super().reset(seed=seed)
        if seed is not None:
            self.observation_space.seed(seed)
        print("this goes to standard error")
        return self.observation_space.sample(), {}

    def step(self, action):
        assert self.action_space.contains(action), action
        if self.mood == "raise": raise ValueError("in a bad mood")
        if self.mood == "exit": sys.stderr.write("giving up"); import os; os._exit(9)
        if self.mood == "shape": return np.zeros(7), 0, False, False, {}
        if self.mood == "none": return self.observation_space.sample(), None, False, False, {}
        return self.observation_space.sample(), float(np.sum(action)), False, self.np_random.random() < 0.2, {}

gymnasium.register("Odd-v0", Odd)
'''


class Environments(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "odd.py").write_text(ODD)
        sys.path.insert(0, folder.name)
        self.addCleanup(sys.path.remove, folder.name)

    def call(self, id, count=0, steps=300, python=sys.executable, **arguments):
        """What the worker prints; fails with what it says."""
        outputs = self.folder / "outputs.safetensors"
        run = subprocess.run(
            [worker(), "gymnasium", python, id, json.dumps(arguments), str(count), str(steps), outputs],
            capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(self.folder)}, timeout=120)
        if run.returncode:
            raise RuntimeError(run.stderr)
        return run.stdout.strip(), load_file(outputs)

    def make(self, id, arguments):
        return gymnasium.make(id, **arguments)

    def numbers(self, space, value):
        """What Martlet observes of a value."""
        spaces = gymnasium.spaces
        if isinstance(space, (spaces.Dict, spaces.Text, spaces.Tuple)):
            value = spaces.flatten(space, value)
        elif isinstance(space, (spaces.Discrete, spaces.MultiDiscrete)):
            value = value - space.start
        with np.errstate(over="ignore"):
            return np.asarray(value, np.float32)

    def action(self, space, numbers):
        if isinstance(space, gymnasium.spaces.Discrete):
            return int(numbers[0]) + int(space.start)
        return numbers.astype(space.dtype).reshape(space.shape)

    def check(self, id, count=0, steps=300, **arguments):
        """Walks through the same environments with the worker's actions."""
        printed, ours = self.call(id, count, steps, **arguments)
        environments = [self.make(id, arguments) for _ in range(max(count, 1))]
        space = environments[0].observation_space
        current = [self.numbers(space, e.reset(seed=7 + i)[0]) for i, e in enumerate(environments)]
        actions = ours["actions"].reshape(steps, max(count, 1), -1)
        many = lambda values: np.array(values if count else values[0])
        np.testing.assert_array_equal(ours["observations"][0], many(current))
        ends = 0
        for i in range(steps):
            reached = []
            for j, environment in enumerate(environments):
                value, reward, terminated, truncated, _ = environment.step(
                    self.action(environment.action_space, actions[i, j]))
                reached.append(self.numbers(space, value))
                at = i * max(count, 1) + j
                seen = ours["rewards"][at], ours["terminated"][at], ours["truncated"][at]
                self.assertEqual(seen, (reward, terminated, truncated))
                over = terminated or truncated
                ends += over
                current[j] = self.numbers(space, environment.reset()[0]) if over else reached[j]
            np.testing.assert_array_equal(ours["next"][i], many(reached))
            np.testing.assert_array_equal(ours["observations"][i + 1], many(current))
        self.assertGreater(ends, 0)
        return printed

    def test_native_environments_agree(self):
        for id in ("CartPole-v1", "MountainCar-v0", "Acrobot-v1", "FrozenLake-v1", "FrozenLake8x8-v1", "Taxi-v4"):
            with self.subTest(id=id):
                # Float32 observations of states that are 1e-9 apart: a rounding of numbers below 32, or none.
                self.assertLessEqual(float(self.check(id, steps=1000)), 2.0 ** -19)

    def test_box_actions(self):
        self.check("Pendulum-v1", steps=450)
        self.check("Pendulum-v1", count=3, steps=450, g=9.81)
        with contextlib.redirect_stdout(None):
            self.check("odd:Odd-v0", actions="box", space="one")

    def test_many_at_once(self):
        self.check("CartPole-v1", count=5)
        self.check("Taxi-v4", count=2)

    def test_every_space(self):
        self.check("Blackjack-v1")
        for space in ("multi", "binary", "text", "dict", "wide", "start", "pixels", "one"):
            with self.subTest(space=space):
                with contextlib.redirect_stdout(None):
                    self.check("odd:Odd-v0", space=space, steps=60)
                    self.check("odd:Odd-v0", space=space, steps=60, count=2)

    def refuse(self, expected, *arguments, **named):
        with self.assertRaisesRegex(RuntimeError, expected):
            self.call(*arguments, **named)

    def test_errors(self):
        self.refuse("Gymnasium can't make 'Nowhere-v3'.*Nowhere", "Nowhere-v3")
        self.refuse("Gymnasium can't make 'CartPole-v77'", "CartPole-v77")
        self.refuse("Gymnasium can't make 'CartPole-v1'.*mass", "CartPole-v1", mass=3)
        self.refuse("Gymnasium can't make 'nomodule:A-v0'", "nomodule:A-v0")
        self.refuse("'odd:Odd-v0' can't be used.*neither discrete nor a box", "odd:Odd-v0", actions="multi")
        self.refuse("'odd:Odd-v0' can't be used.*can't be written as numbers", "odd:Odd-v0", space="list")
        self.refuse("raised an exception: ValueError: in a bad mood", "odd:Odd-v0", mood="raise")
        self.refuse("ValueError: an observation has the shape", "odd:Odd-v0", mood="shape", space="one")
        self.refuse("raised an exception: TypeError", "odd:Odd-v0", mood="none")
        self.refuse("(?s)Python ended by exit code 9; it said:.*giving up", "odd:Odd-v0", mood="exit")

    def test_python_without_gymnasium(self):
        (self.folder / "gymnasium.py").write_text("raise ImportError('no gymnasium here')")
        self.refuse("can't import Gymnasium: ImportError: no gymnasium here; run '.*pip install", "CartPole-v1")
        self.refuse("'/nowhere/python' can't be started", "CartPole-v1", python="/nowhere/python")


class Goldens(unittest.TestCase):
    def test_goldens_are_gymnasiums(self):
        """Bytes are equal; float64 states of chaotic systems may differ by the system's sine."""
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [sys.executable, GOLDEN / "make.py", "--output", folder], check=True, stdout=subprocess.DEVNULL)
            for file in ("environments", "random", "wrappers"):
                with safe_open(GOLDEN / f"{file}.safetensors", "numpy") as a, \
                        safe_open(f"{folder}/{file}.safetensors", "numpy") as b:
                    for key in a.metadata().keys() - {"versions"}:
                        self.assertEqual(json.loads(a.metadata()[key]), json.loads(b.metadata()[key]))
                    self.assertEqual(a.keys(), b.keys())
                    for name in a.keys():
                        ours, theirs = a.get_tensor(name), b.get_tensor(name)
                        self.assertEqual((ours.dtype, ours.shape), (theirs.dtype, theirs.shape))
                        allowed = 1e-6 if name.startswith("Acrobot") else 1e-9
                        difference = np.abs(ours.astype(np.float64) - theirs.astype(np.float64)).max()
                        self.assertLessEqual(difference, allowed if ours.dtype.kind == "f" else 0, name)


if __name__ == "__main__":
    unittest.main()
