// A case for every kernel of the table: how it is run on inputs of some size, and how far its variants may differ.
#pragma once

#include "martlet_kernels.h"

/// Runs `variant` and the scalar variant of the same kernel on equal inputs, and says in words how their results differ
/// more than rounding explains, or what else is wrong; NULL if nothing is. A kernel without a case is wrong, too, and so
/// is a case that doesn't reach the variant. The words last until the thread's next call.
///
/// - size: about how long each axis is.
const char *mk_twin_failure(const mk_kernel *variant, int64_t size);

/// A kernel's variant with inputs, to be run again and again.
typedef struct mk_trial mk_trial;

/// NULL if the kernel has no case. Must be given back to `mk_trial_end`.
mk_trial *mk_trial_begin(const mk_kernel *variant, int64_t size);

void mk_trial_run(mk_trial *trial);

/// The bytes of all results one after another, and these; to be compared with another processor's.
int64_t mk_trial_result_size(const mk_trial *trial);
void mk_trial_copy_results(const mk_trial *trial, void *bytes);

/// Says in words how results differ more than rounding explains from those that `bytes` hold, or NULL.
const char *mk_trial_difference(const mk_trial *trial, const void *bytes);

void mk_trial_end(mk_trial *trial);
