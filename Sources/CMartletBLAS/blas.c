#define _DEFAULT_SOURCE  // MAP_ANONYMOUS

#include "martlet_blas.h"

#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>

// Weak, so that a program into which OpenBLAS is linked statically keeps OpenBLAS's own.
__attribute__((weak, used, visibility("default"))) int openblas_num_threads_env(void) { return 1; }

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>

bool mb_runs_avx(void) { return __builtin_cpu_supports("avx"); }
bool mb_runs_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
bool mb_runs_avx512(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
}
bool mb_is_amd(void) { return __builtin_cpu_is("amd"); }

int32_t mb_l2_size(void) {
    unsigned eax, ebx, ecx, edx;
    return __get_cpuid(0x80000006, &eax, &ebx, &ecx, &edx) ? (int32_t)(ecx >> 16) : 0;
}
#else
bool mb_runs_avx(void) { return false; }
bool mb_runs_avx2(void) { return false; }
bool mb_runs_avx512(void) { return false; }
bool mb_is_amd(void) { return false; }
int32_t mb_l2_size(void) { return -1; }
#endif

bool mb_has_room(int64_t bytes) {
    const int before = errno;
    void *place = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    errno = before;  // to be refused is no failure
    if (place == MAP_FAILED) return false;
    munmap(place, (size_t)bytes);
    return true;
}

// OpenBLAS's own; absent in other libraries of BLAS.
__attribute__((weak)) void *blas_memory_alloc(int reserved);
__attribute__((weak)) void blas_memory_free(void *place);

void mb_take_room(int32_t threads) {
    if (!blas_memory_alloc || !blas_memory_free || threads <= 0) return;
    void *place = blas_memory_alloc(0);
    mb_take_room(threads - 1);  // while this one is taken
    blas_memory_free(place);
}
