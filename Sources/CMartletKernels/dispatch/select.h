// Choosing a kernel's variant: MK_SELECT(family, name), in the family's constructor.
#pragma once

#include "table.h"

/// Where a variant stands in the table.
#define MK_INDEX(family, name, variant) MK_JOIN4(mk_index_, family, name, variant)

#define MK_ENTRY(family, name, variant, needs) MK_INDEX(family, name, variant),
enum mk_index {
#include "families.inc"
};
#undef MK_ENTRY

/// The last of the variants of the kernel that begins at `scalar` whose needs are in use.
mk_function mk_select(enum mk_index scalar);

#define MK_SELECT(family, name) mk_select(MK_INDEX(family, name, scalar))
