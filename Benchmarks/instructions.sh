#!/usr/bin/env bash
# Counts instructions under callgrind: they are the same on every run, where times are not.
#
#   Benchmarks/instructions.sh            fails where a count is above its line in Thresholds/instructions.txt
#   Benchmarks/instructions.sh --record   writes the counts, with 2 % to spare, into that file
#
# step       of one training step of 10 → 64 → 64 → 10, batch 32, Adam: the difference between two runs of the worker
# step_loop  of one run of a plan of 30 kernels that do nothing
# startup    of a process that loads that network from a file and predicts one row
#
# Counted with AVX2 (valgrind has no AVX-512), one thread and one choice of OpenBLAS's kernels, so that machines agree.
set -euo pipefail
cd "$(dirname "$0")"

export MARTLET_ISA=avx2 MARTLET_THREADS=1 OPENBLAS_CORETYPE=Haswell OPENBLAS_NUM_THREADS=1
SWIFT_DETERMINISTIC_HASHING=1 swift build -c release --product martlet-bench-worker # in one order, lest all be built again
worker=.build/release/martlet-bench-worker
thresholds=Thresholds/instructions.txt
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

instructions() { # of the worker with these arguments
    if ! valgrind --tool=callgrind --callgrind-out-file=/dev/null "$worker" "$@" >"$folder/out" 2>"$folder/err"; then
        cat "$folder/out" "$folder/err" >&2
        return 1
    fi
    sed -n 's/^==[0-9]*== Collected : //p' "$folder/err"
}
each() { # each NAME N: of one unit of what the worker's command NAME does N times
    local few many
    few=$(instructions "$1" "$2")
    many=$(instructions "$1" $((3 * $2)))
    echo $(((many - few) / (2 * $2)))
}

# valgrind doesn't read the debugging information that Swift's compiler writes.
strip --strip-debug -o "$folder/worker" "$worker"
worker=$folder/worker
"$worker" save "$folder/model.safetensors"
declare -A counts
counts[step]=$(each steps 200)
counts[step_loop]=$(each loop 10000)
counts[startup]=$(instructions startup "$folder/model.safetensors")

if [ "${1:-}" = --record ]; then
    mkdir -p Thresholds
    for name in step step_loop startup; do
        echo "$name $((counts[$name] * 102 / 100))"
    done | tee "$thresholds"
    exit
fi
status=0
for name in step step_loop startup; do
    most=$(awk -v name="$name" '$1 == name { print $2 }' "$thresholds")
    if [ -z "$most" ]; then
        echo "✗ $name ${counts[$name]}: $thresholds has no line for it"
        status=1
    elif [ "${counts[$name]}" -gt "$most" ]; then
        echo "✗ $name ${counts[$name]}, above $most"
        status=1
    else
        echo "✓ $name ${counts[$name]}, at most $most"
    fi
done
exit $status
