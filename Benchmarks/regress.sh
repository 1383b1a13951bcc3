#!/usr/bin/env bash
# Is this version slower than another? Usage: Benchmarks/regress.sh [BASE], a git ref (main unless said); `make regress`.
# Builds BASE in a worktree under .build-regress and the working tree where it is, then runs both by turns (regress.py
# says how a verdict is reached). REGRESS_OPTIONS are passed on, e.g. REGRESS_OPTIONS="--cases mlp_fit".
set -euo pipefail
cd "$(dirname "$0")/.."

base=${1:-main}
commit=$(git rev-parse --verify --quiet "$base^{commit}") || {
    echo "There is no commit '$base'. Give a branch, a tag or a commit: make regress BASE=<ref>" >&2
    exit 64
}
tree=.build-regress/base
if [ -e "$tree/.git" ]; then
    git -C "$tree" checkout --quiet --detach "$commit"
else
    git worktree prune
    git worktree add --quiet --force --detach "$tree" "$commit"
fi

worker=martlet-bench-worker
for side in "$tree" .; do
    [ -d "$side/Benchmarks/Worker" ] || { echo "$base has no Benchmarks/Worker to measure with." >&2; exit 64; }
    swift build -c release --package-path "$side/Benchmarks" --product $worker
done
# shellcheck disable=SC2086  # options are words
exec python3 Benchmarks/Peers/regress.py ${REGRESS_OPTIONS:-} \
    "$tree/Benchmarks/.build/release/$worker" "Benchmarks/.build/release/$worker"
