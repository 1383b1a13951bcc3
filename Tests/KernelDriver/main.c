// Compares every variant of every kernel that this CPU runs with its scalar twin, outside of Swift: for processors that
// are emulated.
//
//   driver               fails where a variant differs
//   driver --vectors     also where there is none beside the scalar ones
//   driver --record F    writes the scalar variants' results to the file F
//   driver --beside F    compares them with another processor's
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "martlet_kernel_cases.h"

static const int64_t sizes[] = {1, 3, 4, 7, 16, 17, 33, 70};

/// The scalar variant's results beside those in a file, or written to it.
static const char *beside(const mk_kernel *kernel, int64_t size, FILE *file, bool records) {
    mk_trial *trial = mk_trial_begin(kernel, size);
    if (!trial) return "has no case";
    mk_trial_run(trial);
    const size_t count = (size_t)mk_trial_result_size(trial);
    void *bytes = malloc(count);
    const char *failure = NULL;
    if (records) {
        mk_trial_copy_results(trial, bytes);
        if (fwrite(bytes, 1, count, file) != count) failure = "can't be written";
    } else {
        failure = fread(bytes, 1, count, file) == count ? mk_trial_difference(trial, bytes) : "is not in the file";
    }
    free(bytes);
    mk_trial_end(trial);
    return failure;
}

int main(int argc, char **argv) {
    const char *mode = argc > 1 ? argv[1] : "";
    const bool records = !strcmp(mode, "--record"), compares = !strcmp(mode, "--beside");
    FILE *file = argc > 2 ? fopen(argv[2], records ? "wb" : "rb") : NULL;
    if ((records || compares) && !file) return perror(argc > 2 ? argv[2] : mode), 1;
    int64_t count, passed = 0, failed = 0, skipped = 0, vectors = 0;
    const mk_kernel *kernels = mk_kernels(&count);
    for (int64_t i = 0; i < count; i++) {
        bool fails = false;
        if (kernels[i].needs & ~mk_detected_features() || (file && kernels[i].needs)) {
            skipped++;
            continue;
        }
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            const char *failure =
                file ? beside(&kernels[i], sizes[s], file, records) : mk_twin_failure(&kernels[i], sizes[s]);
            fails |= failure != NULL;
            if (failure)
                printf("%s %s %s of size %lld %s\n", kernels[i].family, kernels[i].name, kernels[i].variant,
                       (long long)sizes[s], failure);
        }
        if (fails) failed++;
        else passed++;
        if (kernels[i].needs) vectors++;
    }
    if (file && fclose(file)) failed++;
    printf("%lld passed, %lld failed, %lld left out\n", (long long)passed, (long long)failed, (long long)skipped);
    const bool wants_vectors = !strcmp(mode, "--vectors");
    if (wants_vectors && !vectors) printf("none of them uses more than the baseline\n");
    return failed || (wants_vectors && !vectors);
}
