// What is done with the results of a product or a convolution on their way to memory.
#pragma once

#include "martlet_elementwise.h"

/// What the other operand of an epilogue is for; it has the result's shape.
typedef enum {
    MK_OTHER_NONE,   ///< There is none.
    MK_OTHER_ADDED,  ///< It is added before the activation, as residual connections do.
    MK_OTHER_READ,   ///< The activation's program reads it as its second input.
    MK_OTHER_MASK,   ///< At the end, results stay where it is > 0 and are 0 elsewhere.
} mk_other;

typedef enum {
    MK_ACTIVATION_NONE,
    MK_ACTIVATION_CLIP,     ///< min(max(x, low), high), NaN stays NaN: rectifiers, with bounds of infinity or without;
                            ///< where it rounds, the nearest whole number to that, half to even, of bounds up to 2²².
    MK_ACTIVATION_PROGRAM,  ///< Any other: a program of one input or two.
} mk_activation;

/// The sum, then + bias, + the other operand, activation, mask. All zeros: the sum as it is. Swift's tasks may share one,
/// since nothing changes a program that is readied.
typedef struct __attribute__((swift_attr("@Sendable"))) {
    bool bias;         ///< Whether a number is added for each column.
    bool accumulates;  ///< Whether what the result held is added; not in convolutions.
    uint8_t other, activation;
    float low, high;
    int32_t rounds;    ///< Not 0 where a clip rounds.
    const mk_program *program;  ///< Readied by `mk_epilogue_program`; must outlive the call.
} mk_epilogue;

/// Whether anything is done.
static inline bool mk_epilogue_does(const mk_epilogue *e) {
    return e->bias || e->accumulates || e->other || e->activation;
}

/// Readies a float32 program for epilogues: of one input, the result so far, or two, and the other operand; of one
/// output, the value of a step. Strides and extents mean nothing.
void mk_epilogue_program(mk_program *program);

/// The end of products that something else has made.
///
/// Operands: 2 the results [rows, columns], in place; 3 bias; 5 the other operand. A leading dimension is the distance
/// between stored rows, in elements.
typedef struct {
    int64_t rows, columns, ldc, ldother;
    mk_epilogue epilogue;
} mk_epilogue_parameters;

_Static_assert(sizeof(mk_epilogue_parameters) <= sizeof(((mk_call *)0)->parameters), "parameters must fit in a call");

/// The call that ends products, operands to be filled in; of `accumulates` it does nothing.
mk_call mk_epilogue_end(mk_epilogue_parameters parameters);
