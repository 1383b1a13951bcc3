// Philox4x32's constants.
#pragma once

#define MK_PHILOX_ROUNDS 10
#define MK_PHILOX_MULTIPLIER_0 0xD2511F53u
#define MK_PHILOX_MULTIPLIER_1 0xCD9E8D57u
#define MK_PHILOX_WEYL_0 0x9E3779B9u
#define MK_PHILOX_WEYL_1 0xBB67AE85u

/// Lanes of a group and elements in it, on every instruction set.
#define MK_GROUP_LANES 16
#define MK_GROUP 64
