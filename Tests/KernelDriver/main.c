// Compares every variant of every kernel that this CPU runs with its scalar twin, outside of Swift: for processors that
// are emulated. Fails where one differs, or where none was compared beside the scalar ones and `--vectors` asks for some.
#include <stdio.h>
#include <string.h>

#include "martlet_kernel_cases.h"

int main(int argc, char **argv) {
    static const int64_t sizes[] = {1, 3, 4, 7, 16, 17, 33, 70};
    int64_t count, passed = 0, failed = 0, skipped = 0, vectors = 0;
    const mk_kernel *kernels = mk_kernels(&count);
    for (int64_t i = 0; i < count; i++) {
        if (kernels[i].needs & ~mk_detected_features()) {
            skipped++;
            continue;
        }
        const char *failure = NULL;
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes && !failure; s++) {
            failure = mk_twin_failure(&kernels[i], sizes[s]);
            if (failure)
                printf("%s %s %s of size %lld %s\n", kernels[i].family, kernels[i].name, kernels[i].variant,
                       (long long)sizes[s], failure);
        }
        if (failure) failed++;
        else passed++;
        if (kernels[i].needs) vectors++;
    }
    printf("%lld passed, %lld failed, %lld of other processors\n", (long long)passed, (long long)failed,
           (long long)skipped);
    const bool wants_vectors = argc > 1 && !strcmp(argv[1], "--vectors");
    if (wants_vectors && !vectors) printf("none of them uses more than the baseline\n");
    return failed || (wants_vectors && !vectors);
}
