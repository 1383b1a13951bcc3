// What must be said to OpenBLAS, and asked of the processor for it, in C.
#pragma once

#include <stdbool.h>
#include <stdint.h>

/// How many threads OpenBLAS starts when it is loaded: 1, so none besides the caller's. Our pool splits the work, and
/// threads that OpenBLAS can't start (under a limit of memory, say) it waits for at exit, for ever.
///
/// This is the function by which OpenBLAS reads `OPENBLAS_NUM_THREADS`; its own definition gives way to a program's.
int openblas_num_threads_env(void);

/// Whether processor and system run AVX; AVX2 and FMA; AVX-512 F, DQ, BW and VL.
bool mb_runs_avx(void);
bool mb_runs_avx2(void);
bool mb_runs_avx512(void);

/// Whether the processor is AMD's.
bool mb_is_amd(void);

/// The size of the L2 cache in KiB as OpenBLAS asks for it; 0 if the processor, or the machine that plays it, doesn't say.
/// -1 on processors that aren't x86.
int32_t mb_l2_size(void);

/// Whether there is room for `bytes` more in the process's address space.
bool mb_has_room(int64_t bytes);

/// Lets OpenBLAS take now what it packs matrices into on so many threads at once, and keep it: what it can't get when a
/// thread needs it, it asks for for ever.
void mb_take_room(int32_t threads);
