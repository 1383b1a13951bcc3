#define _GNU_SOURCE
#include "martlet_allocations.h"

#include <errno.h>
#include <stddef.h>

#ifndef __has_feature
#define __has_feature(x) 0
#endif

// glibc lets a program bring its own allocator; this one counts and hands on to glibc's. The sanitizers bring theirs.
#if defined(__linux__) && defined(__GLIBC__) && !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)

#include <dlfcn.h>
#include <link.h>
#include <stdatomic.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static _Thread_local int64_t count;

/// Where the code of the system's BLAS lies; nowhere until somebody asks what was counted.
static _Atomic(uintptr_t) blas_begin, blas_end;

/// Notes the piece of a library that holds the address `*data`; of the program itself, whose name is empty, it notes nothing,
/// so that what we allocate counts where BLAS is linked into it.
static int note_piece(struct dl_phdr_info *library, size_t size, void *data) {
    (void)size;
    if (!*library->dlpi_name) return 0;
    const uintptr_t wanted = *(const uintptr_t *)data;
    for (int i = 0; i < library->dlpi_phnum; i++) {
        const uintptr_t begin = library->dlpi_addr + library->dlpi_phdr[i].p_vaddr;
        if (wanted < begin || wanted - begin >= library->dlpi_phdr[i].p_memsz) continue;
        blas_end = begin + library->dlpi_phdr[i].p_memsz;
        blas_begin = begin;
        return 1;
    }
    return 0;
}

static void find_blas(void) {
    uintptr_t product = (uintptr_t)dlsym(RTLD_DEFAULT, "cblas_sgemm");
    if (product) dl_iterate_phdr(note_piece, &product);
}

/// OpenBLAS's kernels for AVX-512 ask for memory in each of some small products, which is none of our business.
static bool is_of_blas(const void *caller) {
    const uintptr_t address = (uintptr_t)caller;
    return address >= blas_begin && address < blas_end;
}

void *malloc(size_t size) {
    count += !is_of_blas(__builtin_return_address(0));
    return __libc_malloc(size);
}

void *calloc(size_t elements, size_t size) {
    count++;
    return __libc_calloc(elements, size);
}

void *realloc(void *memory, size_t size) {
    count++;
    return __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) {
    count++;
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **memory, size_t alignment, size_t size) {
    *memory = memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}

bool mk_counts_allocations(void) { return true; }

int64_t mk_allocation_count(void) {
    if (!blas_begin) find_blas();
    return count;
}

#else

bool mk_counts_allocations(void) { return false; }

int64_t mk_allocation_count(void) { return 0; }

#endif
