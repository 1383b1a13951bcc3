// A kernel call: everything one kernel needs for one execution, decided beforehand.
//
// Calls are made by the `mk_<family>` constructors, which pick the variant for this CPU, and run many times.
// Running a call allocates nothing and decides nothing.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MK_OPERANDS 8

typedef struct mk_call mk_call;
typedef void (*mk_function)(const mk_call *call);

struct mk_call {
    mk_function run;
    /// Addresses of what is read and written; each family's header says which is which.
    void *operand[MK_OPERANDS];
    /// The family's own parameter structure, stored in place.
    int64_t parameters[16];
};

/// The parameters of `call`, seen as the family's structure `type`.
#define MK_PARAMETERS(call, type) ((const type *)(const void *)(call)->parameters)

/// Runs `count` calls one after another.
static inline void mk_run(const mk_call *calls, int64_t count) {
    for (int64_t i = 0; i < count; i++) calls[i].run(&calls[i]);
}
