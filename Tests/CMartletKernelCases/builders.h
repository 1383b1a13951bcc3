// The builders that cases.inc names.
#pragma once

#include "trial.h"

#define CASE(family, name, build) void build(mk_trial *);
#include "cases.inc"
#undef CASE

/// x · sigmoid(x) + the other operand, readied for epilogues.
const mk_program *gated_program(mk_trial *t);

/// Copies so many floats from operand 0 to operand 1.
mk_call copy_call(int64_t count);
