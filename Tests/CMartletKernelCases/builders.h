// The builders that cases.inc names.
#pragma once

#include "trial.h"

#define CASE(family, name, build) void build(mk_trial *);
#include "cases.inc"
#undef CASE
