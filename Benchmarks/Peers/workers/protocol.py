"""What every peer's worker shares: the data, the loop that takes commands, timing. Protocol: ../compare.py."""

import gc
import json
import os
import sys
import time

ROWS, FEATURES, HIDDEN, CLASSES, BATCH = 10_000, 10, 64, 10, 32
STEPS = -(-ROWS // BATCH)
PRODUCTS = (256, 1024, 2048)
SPARSE = {f"sparse_{m}x{k}_n{n}_s{s}": (m, k, n, s / 100)
          for m, k in ((4096, 4096), (1024, 1024), (512, 4608)) for n in (1, 32, 196, 512) for s in (50, 80, 90, 95, 98)}
THREADS = os.cpu_count()


def data():
    """10,000 rows of noise with labels; the same for everybody, though no figure depends on it."""
    import numpy as np
    random = np.random.default_rng(0)
    return random.standard_normal((ROWS, FEATURES), dtype=np.float32), random.integers(0, CLASSES, ROWS)


def bytes_of(size):
    """Two square matrices, of uint8 and int8."""
    import numpy as np
    random = np.random.default_rng(0)
    return random.integers(0, 256, (size, size), np.uint8), random.integers(-128, 128, (size, size), np.int8)


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def sparse_of(case):
    """The matrix and what it is multiplied by, of a case."""
    import numpy as np
    (m, k, n, sparsity), random = SPARSE[case], np.random.default_rng(0)
    w, x = (random.standard_normal(shape, dtype=np.float32) for shape in ((m, k), (k, n)))
    w[random.random(w.shape) < sparsity] = 0
    return w, x


def wide(rows):
    """The weights of a network of three layers of 1024 units, and rows for it."""
    import numpy as np
    random = np.random.default_rng(0)
    return [random.standard_normal((1024, 1024), dtype=np.float32) / 32 for _ in range(3)], random.standard_normal(
        (rows, 1024), dtype=np.float32)


def repeated(call, seconds=0.2, warmup=20):
    """A case that calls `call` again and again: the number of calls is chosen when it is set up."""
    for _ in range(warmup):
        call()
    count = max(1, int(seconds / (timed(lambda: [call() for _ in range(5)]) / 5)))

    def repetition():
        def work():
            for _ in range(count):
                call()
        return {"seconds": timed(work), "steps": count}
    return repetition


def fitted(fit, steps):
    """A case that calls `fit`, which does so many steps; the first call compiles."""
    fit()
    return lambda: {"seconds": timed(fit), "steps": steps}


def resident_kibibytes():
    gc.collect()  # garbage in cycles is not growth: Python frees it some time
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def peak_kibibytes():
    """Of this program alone: getrusage would count what its parent had before it became this program."""
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))


def growing(cycle, cycles, warmup):
    """The case `memory`."""
    def repetition():
        for _ in range(warmup):
            cycle()
        before = resident_kibibytes()
        for _ in range(cycles):
            cycle()
        return {"kibibytes": resident_kibibytes() - before, "cycles": cycles}
    return repetition


def serve(prepare, cases, save=None, startup=None):
    """`prepare()` imports; `cases` maps a name to a function that sets the case up and returns its repetition."""
    # What a library prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)

    def answer(value):
        answers.write(json.dumps(value) + "\n")
        answers.flush()

    if len(sys.argv) == 3:
        {"save": save, "startup": startup}[sys.argv[1]](sys.argv[2])
        if sys.argv[1] == "startup":
            answer({"peak_kibibytes": peak_kibibytes()})
        return

    prepare()
    answer({"ready": True})
    repetitions = {}
    for line in sys.stdin:
        command, _, case = line.strip().partition(" ")
        if command == "quit":
            return
        try:
            if case not in repetitions:
                repetitions[case] = cases[case]()
            answer(repetitions[case]())
        except Exception as error:  # whatever a library throws is the answer
            answer({"error": f"{type(error).__name__}: {error}"[:500]})
