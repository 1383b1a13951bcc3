#!/usr/bin/env bash
# Builds the kernels' C without Swift, and runs a driver on it:
#
#   arm64      for arm64, under qemu: its results beside this machine's
#   emulated   with the intrinsics of AVX-512, VNNI and AMX as loops: their variants beside the scalar ones, on any x86-64 with AVX2
#   threads    the pool, under the thread sanitizer
#   address    all kernels, under the address sanitizer
set -euo pipefail
cd "$(dirname "$0")/../.."
clang=$(dirname "$(readlink -f "$(command -v "${SWIFT:-swift}")")")/clang
kernels=Sources/CMartletKernels cases=Tests/CMartletKernelCases driver=Tests/KernelDriver
mapfile -t files < <(find $kernels $cases -name '*.c' | sort)
common=(-std=c2x -Wall -Wextra -Wno-unused-parameter -Werror -I$kernels/include -I$cases/include)

# compile FOLDER FLAGS…: all kernels and cases, and the driver. There is no emulation of bfloat16's instructions.
compile() {
    local folder=.build-driver/$1
    shift
    rm -rf "$folder" && mkdir -p "$folder"
    for file in "${files[@]}" $driver/main.c; do printf '%s\n' "$file"; done |
        xargs -P "$(nproc)" -I{} bash -c '
            case {} in *bf16.c) set -- "$@" -UMK_EMULATES_AVX512 ;; esac
            "$@" -c {} -o "$0/$(tr / _ <<<{}).o"' "$folder" "$clang" "${common[@]}" "$@"
}

case $1 in
arm64)
    compile native -O1
    "$clang" .build-driver/native/*.o -lm -lpthread -o .build-driver/native/driver
    .build-driver/native/driver --record .build-driver/results
    compile arm64 -O2 --target=aarch64-linux-gnu
    "$clang" --target=aarch64-linux-gnu -fuse-ld=lld -static .build-driver/arm64/*.o -lm -lpthread \
        -o .build-driver/arm64/driver
    qemu-aarch64 .build-driver/arm64/driver
    qemu-aarch64 .build-driver/arm64/driver --beside .build-driver/results
    ;;
emulated)
    compile emulated -O0 -Wno-psabi -DMK_EMULATES_AVX512 -I$driver/emulation
    "$clang" .build-driver/emulated/*.o -lm -lpthread -o .build-driver/emulated/driver
    .build-driver/emulated/driver --vectors
    ;;
threads)
    mkdir -p .build-driver
    libraries=$(dirname "$clang")/../lib/swift/linux # the sanitizer refers to them
    "$clang" "${common[@]}" -O1 -g -fsanitize=thread $driver/pool.c $kernels/pool/*.c $kernels/dispatch/features.c \
        -L"$libraries" -Wl,-rpath,"$libraries" -ldispatch -lBlocksRuntime -lpthread -o .build-driver/threads
    .build-driver/threads
    ;;
address)
    libraries=$(dirname "$clang")/../lib/swift/linux
    compile address -O0 -Wno-psabi -fsanitize=address
    "$clang" -fsanitize=address -fuse-ld=lld .build-driver/address/*.o -lm -lpthread -L"$libraries" -Wl,-rpath,"$libraries" \
        -ldispatch -lBlocksRuntime -o .build-driver/address/driver
    .build-driver/address/driver --vectors
    ;;
*)
    sed -n 's/^# \{0,1\}//p' "$0" | head -6
    exit 64
    ;;
esac
