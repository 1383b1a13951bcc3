#!/usr/bin/env python3
"""Two builds of martlet-bench-worker by turns; fails if the second is slower beyond the noise measured meanwhile.

    regress.py [--cases "…"] [--rounds N] BASE_WORKER HEAD_WORKER

Each round runs base, head, base. Head's slowdown in a round is its time over the geometric mean of its two neighbours,
which cancels a steady drift; the two runs of base over one another are the noise, by the same machine in the same
minute. From the rounds' logarithms come the median slowdown with a 99 % bootstrap interval, and the noise: half the
width of the same interval around base over base. A case is slower if its interval lies wholly above the noise and above
1 %, less than which the place of a loop in memory makes. Such a case is measured once more with twice the rounds, and
fails if it is slower again. A case that only one side has is reported and not judged.
"""

import argparse
import math
import random
import statistics
import sys
from pathlib import Path

from cases import TIMED
from compare import Failed, Worker, show

LEAST = math.log(1.01)
RESAMPLES = 4000


def interval(values):
    """A 99 % bootstrap interval of the median; the resampling is seeded."""
    source = random.Random(1)
    medians = sorted(statistics.median(source.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return medians[RESAMPLES // 200], medians[-1 - RESAMPLES // 200]


def seconds(worker, case):
    answer = worker.run(case)
    return answer["seconds"] / answer["steps"]


def measured(case, base, head, rounds):
    """(median slowdown, its interval, noise, median seconds of base and of head), slowdowns as logarithms"""
    for worker in (base, head):
        worker.run(case)
    slowdowns, noise, bases, heads = [], [], [], []
    for number in range(rounds):
        show(f"{case}: round {number + 1} of {rounds}")
        before, ours, after = seconds(base, case), seconds(head, case), seconds(base, case)
        slowdowns.append(math.log(ours / math.sqrt(before * after)))
        noise.append(math.log(after / before))
        bases += [before, after]
        heads.append(ours)
    show("")
    low, high = interval(noise)
    return (statistics.median(slowdowns), interval(slowdowns), (high - low) / 2, statistics.median(bases),
            statistics.median(heads))


def judged(case, base, head, rounds):
    """Whether the case is slower; prints its line."""
    slowdown, (low, high), noise, before, after = measured(case, base, head, rounds)
    slower = low > max(noise, LEAST)
    percent = [100 * math.expm1(value) for value in (slowdown, low, high, noise)]
    verdict = "slower" if slower else "faster" if high < -max(noise, LEAST) else "the same"
    print("{:20s} {:10.3g} s {:10.3g} s  {:+6.1f} % [{:+.1f}, {:+.1f}]  noise {:.1f} %  {}".format(
        case, before, after, *percent, verdict), flush=True)
    return slower


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", type=Path)
    parser.add_argument("head", type=Path)
    parser.add_argument("--cases", type=str.split, default=list(TIMED))
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    base, head = (Worker(name, [str(getattr(arguments, name).resolve())], is_peer=False) for name in ("base", "head"))
    failed = []
    for case in arguments.cases:
        try:
            if judged(case, base, head, arguments.rounds) and judged(case, base, head, 2 * arguments.rounds):
                failed.append(case)
        except Failed as error:
            print(f"{case:20s} not judged: {error}")
            if error.args[0].startswith("head"):
                failed.append(case)
    for worker in (base, head):
        worker.stop()
    if failed:
        sys.exit(f"Slower than the base, or broken: {', '.join(failed)}")


if __name__ == "__main__":
    main()
