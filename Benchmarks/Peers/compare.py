#!/usr/bin/env python3
"""Martlet beside its peers: the same work, on the same machine, in one run, by turns.

    make compare                                    every case and peer
    make compare CASES="mlp_fit startup" JSON=path  some cases; one JSON object a line into path
    make compare CASES="sparse_*_n1_s90"            those that match

`make compare CASES="convolutions gemm sparse"` doesn't come here: it is about ours alone (Benchmarks/Choices).

Every round runs ours, then each peer, so that whatever the machine does meets all of them alike; figures are medians
over the rounds. All are worker processes that stay alive and repeat a case on command: importing and compiling are not
measured, except by `startup`, which is about nothing else. The lines of JSON:

    {"case", "peer", "ours", "theirs", "ratio", "unit"}      ratio = theirs / ours: above 1, we are faster or smaller

`ours` and `theirs` are in `unit`; `peer` and what depends on it are null for a case that no peer has; `ratio` is null
where ours is not above zero, and for accuracies, which may lie a point apart. Cases on real images and weights are
skipped where these are missing (CONTRIBUTING says where they are looked for).

Cases                  unit             what one repetition is
    mlp_fit            s/step           epochs of 10 → 64 relu → 64 relu → 10 softmax on 10,000 rows, batch 32, Adam,
                                        sparse categorical cross-entropy, shuffled
    mlp_predict_1      s/call           predictions of one row by that network
    mlp_predict_10000  s/call           predictions of 10,000 rows in one call
    mlp_predict_1_invariant, mlp_predict_10000_…        s/call: the same with rows that don't depend on their batch (ours
                                        alone)
    mlp_predict_any    s/call           10,000 predictions of 1 to 256 rows, drawn anew for each, by eight tasks (ours
                                        alone)
    mlp_int8_1         s/call           predictions of one row by that network in eight bits
    int8_gemm_256, int8_gemm_1024, int8_gemm_2048       s/call: products of square matrices of uint8 (PyTorch: int8) and
                                        int8, the second a constant, to int32
    sparse_4096x4096_n1_s90 and its like                s/call: products of matrices of which so many hundredths are zero
                                        and so many columns; 4096x4096, 1024x1024 and 512x4608, 1, 32, 196 and 512
                                        columns, 50, 80, 90, 95 and 98 hundredths. NumPy multiplies zeros, too
    mlp_sparse_1, _128 s/call           predictions of 1 or 128 rows by three layers of 1024 units with 95 hundredths of
                                        their weights zero; peers multiply all
    step_loop          s/run            a plan of 30 kernels that do nothing (ours alone)
    startup            s, MiB           a fresh process loads a saved network and predicts one row: seconds from its
                                        start to the answer, and its peak resident memory (case `startup_memory`)
    memory             KiB/cycle        growth of resident memory over cycles of building, compiling and fitting
    vgg16_b1, _b8      s/batch          features of 1 or 8 images of 224×224 by VGG16 without its top
    vgg16_b1_bfloat16, vgg16_b8_…       s/batch: the same with ours, too, in bfloat16
    vgg16_b1_invariant, vgg16_b8_…      s/batch: the same with images that don't depend on their batch (ours alone)
    vgg16_b1_im2col    s/batch          the same with our convolutions as products by the system's BLAS
    inception_b1, _b8  s/batch          the same of 299×299 by InceptionV3
    inception_b1_bfloat16, _b8_…        s/batch: the same with ours, too, in bfloat16
    resnet50_b1, mobilenet_v2_b1        s/batch: the same of 224×224 by ResNet50 and by MobileNetV2
    vgg16_int8_b1, _b8, inception_int8_b1, _b8, resnet50_int8_b1, mobilenet_v2_int8_b1      s/batch: the same in eight
                                        bits, quantized after a few images of noise
    vgg16_sparse_b1, vgg16_sparse_int8_b1               s/batch: VGG16, also in eight bits, with nine tenths of the
                                        weights of all convolutions but the first zero; peers multiply all
    vgg16_int8_fastest_b1, _b8          s/batch: the same with ours summed as fast as a hundredth of noise allows
    cnn_1, cnn_int8_1  s/call           predictions of one image by the network of cnn_mnist_epoch, in float32 and in
                                        eight bits
    vgg16_head_step_b8, _b32            s/step: VGG16 frozen, then Flatten, Dense 256 relu, Dense 10 softmax; Adam
    vgg16_finetune_step_b8, _b32        s/step: the same with VGG16's last four layers trained too
    vgg16_train_step   s/step           the same with all trained, 8 images
    cnn_mnist_epoch    s/epoch          8,000 images of 28×28 through Conv 32, Conv 64, pool, Dense 128, Dense 10;
                                        batch 32, Adam
    cnn_mnist_aware_epoch               s/epoch: the same, rounded to eight bits as integers will be (ours alone)
    cnn_mnist_pruning_epoch             s/epoch: the same, pruned from a half to nine tenths in 1,000 steps (ours alone)
    dqn_cartpole       s/step           steps of CartPole, each with a gradient step of DQN: network [24, 24], batch 64
    cartpole_env       s/step           steps of CartPole with its limit of 500, random actions
    dqn_solve          s                learning CartPole until 20 episodes have a mean of 475; another seed each time;
                                        infinite if 50,000 steps don't do it
    stacking_digits    s/fit            1,437 digits by a stack of three networks [64, 64] and one more on their predictions, five
                                        folds, 5 epochs each
    random_search_digits                s/fit: ten candidates of hidden layers and learning rate by three folds, 5 epochs
                                        each, and the best on all; random_search_digits_1 does one fit at a time
    study_30           s/study          thirty trials of such networks, 5 epochs each, drawn by a tree-structured Parzen estimator
                                        and judged by the other 360 digits
    sampler_200        s/study          200 trials of that study whose objective does nothing
    mlflow_log_metric, mlflow_log_metric_http           s/number: numbers of a run until MLflow's database, or its server, has
                                        them all; peers wait for each
    mlflow_log_metric_loop              s/number: what a training loop waits for it (ours alone)
    tensorboard_scalar s/number         numbers in TensorBoard's event files
    digits_fit, digits_fit_tracked      s/step: a thousand epochs of digits through Dense 64, Dense 64, Dense 10, without
                                        trackers, and with MLflow's database and TensorBoard's files (ours alone)
    shap_10            s                10 rows of 10 features explained by KernelSHAP with a background of 100: all 1,022
                                        coalitions of each, 1,022,000 predictions by mlp_fit's network
    shap_30            s                the same of 30 features and 2 classes, 2,108 coalitions of each row
    shap_30_error      s                the same with as many as a greatest standard error of 0.002 takes, which shap has of 2,108
    shap_10_predict, shap_30_predict    s: the predictions alone, in batches of as many rows (ours alone)
    shap_exact_16      s                a row of 16 features, all 65,536 coalitions (ours alone)
    replay_sample      s/batch          64 transitions of 1,000,000, by priority (ours alone)
    vgg16_memory       MiB              peak resident memory of a process that does `vgg16_b1` five times
    vgg16_low_memory   MiB              the same of ours alone, which saves memory
    cifar32_head_epoch, cifar96_…       s/epoch: 2,000 images of CIFAR-10 at 32×32, or 1,000 at 96×96, through VGG16
                                        with its weights, frozen, Flatten, Dense 256 relu, Dense 10 softmax; batch 32,
                                        Adam. Ours: epochs after the first, in which `fit` keeps VGG16's features
    cifar32_accuracy, cifar96_…         points: accuracy on 2,000 other images (1,000) after three such epochs on 10,000
                                        (1,000) and one in which VGG16's last four layers are trained too; both sides
                                        begin with the same weights and take images in the same order. Once each. All
                                        the seconds that it takes are the case `cifar32_recipe`

The protocol of a worker, ours (the product martlet-bench-worker, or martlet-bench-trackers, the same with traits, for cases that
need some) and theirs (workers/*.py) alike, in lines of text:

    started without arguments   it prints {"ready": true} once it has imported what it needs
    > run CASE                  < {"seconds": s, "steps": n}: one repetition took s seconds and did n units of work.
                                  Whatever is set up or warmed up once is done at the first `run` of the case, untimed.
                                < {"kibibytes": k, "cycles": n} for `memory`: growth over n cycles, after warm-up
                                < {"peak_kibibytes": k} for `vgg16_memory` and its like
                                < {"accuracy": a, "seconds": s} for `cifar32_accuracy`, which took s seconds. The folder
                                  that MARTLET_CIFAR names then holds images and weights: see workers/cifar.py
                                < {"error": "…"} if it cannot
    > quit                      it exits (also at the end of input)
    WORKER save PATH            writes the network to a file and exits
    WORKER startup PATH         loads it, predicts one row of zeros, prints {"peak_kibibytes": k}, exits

Ours also has, for `make instructions`: WORKER steps N (N training steps of mlp_fit's network) and WORKER loop N
(N runs of step_loop's plan). WORKER rows NETWORK (mlp or cnn) reports times and memory of
mlp_predict_any's calls. WORKER profile CASE shows the time of each kernel of an inference or a step of training,
WORKER curves FOLDER draws the book's learning curves.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import unittest
from fnmatch import fnmatch
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.append(str(HERE / "conformance"))

from cases import (ACCURACIES, ACCURACY_PEERS, CASES, MEMORY_PEERS, PEAKS, PEERS, STARTUP_PEERS, TIMED,  # noqa: E402
                   WITH_TRAITS)
from martlet import real  # noqa: E402
from servers import MLflowServer  # noqa: E402

POINTS_APART = 1
PAUSE = 0.3  # seconds before a turn: threads of the one before may spin for 0.2 s (OpenMP's KMP_BLOCKTIME), on our cores


class Failed(Exception):
    """A worker that could not do what it was asked."""


def environment(of_peer):
    """What a worker sees. Which kernels the system's OpenBLAS should take is nothing to a peer's own, newer OpenBLAS."""
    variables = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "PYTHONUNBUFFERED": "1"}
    if of_peer:
        for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
            variables.pop(name, None)
    return variables


class Worker:
    """One side of the comparison: a command line, and the process that stays alive while it is needed."""

    def __init__(self, name, command, is_peer):
        self.name, self.command, self.is_peer, self.process = name, command, is_peer, None
        if not Path(command[0]).exists():
            raise Failed(f"{name}: {command[0]} does not exist")

    def spawn(self, *arguments):
        return subprocess.Popen([*self.command, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE if not os.environ.get("PEERS_TRACE") else None, text=True,
                                env=environment(self.is_peer))

    def answer(self, process):
        line = process.stdout.readline()
        if not line:
            process.kill()
            said = process.stderr.read().strip().splitlines()[-3:] if process.stderr else []
            raise Failed(f"{self.name} ended without an answer: {' | '.join(said)}")
        answer = json.loads(line)
        if "error" in answer:
            raise Failed(f"{self.name}: {answer['error']}")
        return answer

    def run(self, case):
        if not self.process:
            self.process = self.spawn()
            self.answer(self.process)
        self.process.stdin.write(f"run {case}\n")
        self.process.stdin.flush()
        return self.answer(self.process)

    def stop(self):
        if self.process:
            self.process.stdin.close()
            self.process.wait(timeout=60)
            self.process.stdout.close()
            self.process = None

    def save(self, path):
        process = self.spawn("save", str(path))
        said = process.communicate()[1]
        if process.returncode or not path.exists():
            raise Failed(f"{self.name} could not save its model: {(said or '').strip().splitlines()[-3:]}")

    def startup(self, path):
        """(seconds from the process's start to its prediction, its peak resident KiB)"""
        start = time.perf_counter()
        process = self.spawn("startup", str(path))
        answer = self.answer(process)
        seconds = time.perf_counter() - start
        process.communicate()
        return seconds, answer["peak_kibibytes"]


class Comparison:
    def __init__(self, arguments):
        self.arguments, self.lines, self.failures, self.workers = arguments, [], [], {}
        self.skipped, self.cifar, self.server = [], None, None
        self.ours = None

    def peers(self, names):
        """The workers of those peers that were asked for and are there."""
        found = []
        for name in names:
            if self.arguments.peers and name not in self.arguments.peers:
                continue
            environment, script = PEERS[name]
            python = self.arguments.environments / environment / "bin" / "python"
            if name not in self.workers:
                with self.noting():
                    self.workers[name] = Worker(name, [str(python), str(HERE / "workers" / script)], is_peer=True)
            if name in self.workers:
                found.append(self.workers[name])
        return found

    def noting(self):
        return Noting(self.failures)

    def rounds(self, case, peers, measure):
        """`measure(worker)` by turns; {worker: [result of each round]} of those that did not fail."""
        results = {worker: [] for worker in [self.ours, *peers]}
        for number in range(self.arguments.rounds):
            for worker in list(results):
                show(f"{case}: round {number + 1} of {self.arguments.rounds}, {worker.name}")
                time.sleep(PAUSE)
                with self.noting() as noted:
                    results[worker].append(measure(worker))
                if noted.failed:
                    del results[worker]
        for worker in [self.ours, *peers]:
            worker.stop()
        show("")
        return results

    def report(self, case, unit, results):
        """A line for each peer from {worker: [figures]}."""
        medians = {worker.name: statistics.median(figures) for worker, figures in results.items()}
        ours = medians.pop("martlet", None)
        if ours is None:
            return
        for peer, theirs in medians.items() or [(None, None)]:
            ratio = theirs / ours if theirs is not None and ours > 0 and unit != "points" else None
            self.lines.append({"case": case, "peer": peer, "ours": ours, "theirs": theirs, "ratio": ratio,
                               "unit": unit})

    def timed(self, case):
        unit, names = TIMED[case]

        def measure(worker):
            answer = worker.run(case)
            return answer["seconds"] / answer["steps"]
        peers = self.peers(names)
        for worker in [self.ours, *peers]:  # set up and warm up all before the first round
            show(f"{case}: warming up {worker.name}")
            with self.noting() as noted:
                worker.run(case)
            if noted.failed and worker in peers:
                peers = [peer for peer in peers if peer is not worker]
        self.report(case, unit, self.rounds(case, peers, measure))

    def startup(self):
        with tempfile.TemporaryDirectory() as folder:
            paths, able = {}, []
            for worker in [self.ours, *self.peers(STARTUP_PEERS)]:
                paths[worker] = Path(folder) / f"{worker.name}.model"
                show(f"startup: {worker.name} saves its model")
                with self.noting() as noted:
                    worker.save(paths[worker])
                    worker.startup(paths[worker])  # the files of the program come from the page cache from here on
                if not noted.failed:
                    able.append(worker)
            if self.ours not in able:
                return
            results = self.rounds("startup", able[1:], lambda worker: worker.startup(paths[worker]))
        self.report("startup", "s", {w: [r[0] for r in rows] for w, rows in results.items()})
        self.report("startup_memory", "MiB", {w: [r[1] / 1024 for r in rows] for w, rows in results.items()})

    def memory(self):
        """Once each: the process's memory is what is measured, so rounds would measure another thing."""
        results = {}
        for worker in [self.ours, *self.peers(MEMORY_PEERS)]:
            show(f"memory: {worker.name}")
            with self.noting():
                answer = worker.run("memory")
                results[worker] = [answer["kibibytes"] / answer["cycles"]]
            worker.stop()
        show("")
        self.report("memory", "KiB/cycle", results)


    def peak(self, case):
        """Once each, in a process that does nothing else."""
        results = {}
        for worker in [self.ours, *self.peers(PEAKS[case])]:
            show(f"{case}: {worker.name}")
            worker.stop()
            with self.noting():
                results[worker] = [worker.run(case)["peak_kibibytes"] / 1024]
            worker.stop()
        show("")
        self.report(case, "MiB", results)

    def accuracy(self, case):
        """Once each: all begins with the same weights, and no order is drawn."""
        accuracies, seconds = {}, {}
        for worker in [self.ours, *self.peers(ACCURACY_PEERS)]:
            show(f"{case}: {worker.name}")
            with self.noting():
                answer = worker.run(case)
                accuracies[worker], seconds[worker] = [100 * answer["accuracy"]], [answer["seconds"]]
            worker.stop()
        show("")
        for worker, (points,) in accuracies.items():
            apart = abs(points - accuracies.get(self.ours, [points])[0])
            if apart > POINTS_APART:
                self.failures.append(f"{case}: {apart:.1f} points from {worker.name}; at most {POINTS_APART} may be")
        self.report(case, "points", accuracies)
        self.report(case.replace("accuracy", "recipe"), "s", seconds)

    def start_mlflow(self):
        """The server that the cases over HTTP ask, started once for all."""
        if self.server:
            return
        python = self.arguments.environments / PEERS["mlflow"][0] / "bin" / "python"
        if not python.exists():
            raise Failed(f"{python} does not exist, which runs MLflow's server")
        show("starting MLflow's server")
        self.folder = tempfile.TemporaryDirectory()
        try:
            self.server = MLflowServer(Path(self.folder.name), python=python, environment=environment(of_peer=True))
        except RuntimeError as error:
            raise Failed(f"MLflow's server didn't start: {error}") from None
        os.environ["MARTLET_MLFLOW_SERVER"] = self.server.address

    def stop(self):
        if self.server:
            self.server.stop()

    def prepare_cifar(self):
        """The folder that the cases on CIFAR-10 read, written once for all. Raises `unittest.SkipTest`."""
        if self.cifar:
            return
        images, weights = real("data", "cifar10-subset", "cifar10-subset.tar.gz"), real("models", "vgg16_notop.h5")
        python = self.arguments.environments / PEERS["keras"][0] / "bin" / "python"
        if not python.exists():
            raise Failed(f"{python} does not exist, which writes images and weights")
        show("writing CIFAR-10's images and VGG16's weights for all sides")
        folder = tempfile.TemporaryDirectory()
        run = subprocess.run([python, HERE / "workers" / "cifar.py", folder.name, images, weights],
                             capture_output=True, text=True, env=environment(of_peer=True))
        if run.returncode:
            said = " | ".join(run.stderr.strip().splitlines()[-3:])
            raise Failed(f"workers/cifar.py, exit code {run.returncode}: {said}")
        self.cifar, os.environ["MARTLET_CIFAR"] = folder, folder.name

    def our(self, program):
        """Our worker of the two that serves a case."""
        if program not in self.workers:
            self.workers[program] = Worker("martlet", [str(program)], is_peer=False)
        return self.workers[program]

    def run(self, case):
        self.ours = self.our(self.arguments.trackers if case in WITH_TRAITS else self.arguments.ours)
        if case.startswith("cifar"):
            try:
                self.prepare_cifar()
            except unittest.SkipTest as missing:
                self.skipped.append(f"skipped {case}: {missing}")
                return
            except Failed as error:
                self.failures.append(f"{case}: {error}")
                return
        if case.endswith("_http"):
            try:
                self.start_mlflow()
            except Failed as error:
                self.failures.append(f"{case}: {error}")
                return
        if case in ACCURACIES:
            self.accuracy(case)
        elif case in PEAKS:
            self.peak(case)
        elif case in ("startup", "memory"):
            getattr(self, case)()
        else:
            self.timed(case)

class Noting:
    """Notes a failed worker and lets the others go on."""

    def __init__(self, failures):
        self.failures, self.failed = failures, False

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.failed = isinstance(error, (Failed, BrokenPipeError))
        if self.failed and str(error) not in self.failures:
            self.failures.append(str(error))
        return self.failed


def show(text):
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def readable(value, unit):
    if value is None:
        return "–"
    if unit.startswith("s"):
        for factor, prefix in ((1, ""), (1e3, "m"), (1e6, "µ"), (1e9, "n")):
            if value * factor >= 1 or prefix == "n":
                return f"{value * factor:.3g} {prefix}{unit}"
    return f"{value:.3g} {unit}"


def table(lines):
    rows = [("case", "peer", "ours", "theirs", "ratio")]
    for line in lines:
        ratio = "–" if line["ratio"] is None else f"{line['ratio']:.3g}×"
        rows.append((line["case"], line["peer"] or "–", readable(line["ours"], line["unit"]),
                     readable(line["theirs"], line["unit"]), ratio))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=str.split, default=CASES, help="some of: " + " ".join(CASES))
    parser.add_argument("--peers", type=str.split, help="some of: " + " ".join(PEERS))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", type=Path, help="write one JSON object a line into this file")
    parser.add_argument("--ours", type=Path, default=ROOT / "Benchmarks/.build/release/martlet-bench-worker")
    parser.add_argument("--trackers", type=Path, default=ROOT / ".build/release/martlet-bench-trackers",
                        help="ours with traits, for cases that need some")
    parser.add_argument("--environments", type=Path, default=ROOT / ".venv-peers")
    arguments = parser.parse_args()
    arguments.cases = [case for given in arguments.cases
                       for case in ([name for name in CASES if fnmatch(name, given)] or [given])]
    for given, known, what in ((arguments.cases, CASES, "case"), (arguments.peers or [], PEERS, "peer")):
        for name in given:
            if name not in known:
                parser.error(f"no {what} is called {name}; there are {', '.join(known)}")

    comparison = Comparison(arguments)
    try:
        for case in arguments.cases:
            comparison.run(case)
    except Failed as error:
        sys.exit(str(error))
    finally:
        comparison.stop()
    print(table(comparison.lines))
    if arguments.json:
        arguments.json.write_text("".join(json.dumps(line) + "\n" for line in comparison.lines))
    for line in comparison.skipped + comparison.failures:
        print(line, file=sys.stderr)
    sys.exit(bool(comparison.failures))


if __name__ == "__main__":
    main()
