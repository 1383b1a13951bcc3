// Chains of elementwise operations, run by a small virtual machine strip by strip.
//
// A program is a list of steps over whole tensors: each step computes one value from earlier values, and a value is an
// input or a step's result. All values have the program's extents; inputs broadcast by strides of 0. The machine takes
// a strip of some hundred elements through all steps before the next, so that intermediate values stay in L1.
//
//     mk_program program;
//     int64_t extents[] = {32, 64}, full[] = {64, 1}, row[] = {0, 1};
//     mk_program_begin(&program, MK_REGISTERS_FLOAT32, 2, extents, 1);
//     int32_t x = mk_program_input(&program, MK_FLOAT32, full);
//     int32_t b = mk_program_input(&program, MK_FLOAT32, row);
//     int32_t sum = mk_program_step(&program, MK_OP_ADD, x, b, 0);
//     mk_program_output(&program, mk_program_step(&program, MK_OP_RELU, sum, 0, 0), MK_FLOAT32, full);
//     mk_call call = mk_elementwise(&program);   // operands: x, b, result
#pragma once

#include "martlet_call.h"
#include "martlet_dtype.h"

#define MK_RANK 8    ///< Dimensions of a program at most.
#define MK_STEPS 32  ///< Steps of a program at most.
#define MK_STORES 64 ///< Marks a step that writes straight to an output.

/// What a program computes in.
typedef enum {
    MK_REGISTERS_FLOAT32 = 0,  ///< Inputs are converted to float32. Stores to integers saturate, NaN gives 0.
    MK_REGISTERS_INT64 = 1,    ///< Inputs are integers or bools, computed exactly; arithmetic and stores wrap.
} mk_register_kind;

/// What a step computes. "f" marks what float32 programs have, "i" what int64 programs have.
typedef enum {
    MK_OP_COPY,              ///< f i: a
    MK_OP_CONSTANT,          ///< f i: the step's immediate (f) or integer (i)
    MK_OP_ADD,               ///< f i: a + b
    MK_OP_SUBTRACT,          ///< f i: a - b
    MK_OP_MULTIPLY,          ///< f i: a · b
    MK_OP_DIVIDE,            ///< f: a / b; i: rounds toward -∞, and x / 0 = 0
    MK_OP_MODULO,            ///< f i: the remainder with b's sign, as Python's; i: 0 for b = 0
    MK_OP_MINIMUM,           ///< f i: NaN if either is NaN
    MK_OP_MAXIMUM,           ///< f i: NaN if either is NaN
    MK_OP_NEGATE,            ///< f i
    MK_OP_ABSOLUTE,          ///< f i
    MK_OP_SIGN,              ///< f i: -1, 0 or 1; NaN stays NaN
    MK_OP_EQUAL,             ///< f i: 0 or 1, as for all comparisons
    MK_OP_NOT_EQUAL,         ///< f i
    MK_OP_LESS,              ///< f i
    MK_OP_LESS_EQUAL,        ///< f i
    MK_OP_GREATER,           ///< f i
    MK_OP_GREATER_EQUAL,     ///< f i
    MK_OP_AND,               ///< f i: both nonzero
    MK_OP_OR,                ///< f i: either nonzero
    MK_OP_NOT,               ///< f i: a is zero
    MK_OP_WHERE,             ///< f i: a nonzero ? b : c
    MK_OP_POWER,             ///< f: a to the power of b
    MK_OP_MULTIPLY_ADD,      ///< f: a · b + c
    MK_OP_EXP,               ///< f
    MK_OP_EXPM1,             ///< f
    MK_OP_LOG,               ///< f
    MK_OP_LOG1P,             ///< f
    MK_OP_SQUARE_ROOT,       ///< f
    MK_OP_RECIPROCAL_ROOT,   ///< f: 1 / √a
    MK_OP_SQUARE,            ///< f
    MK_OP_RECIPROCAL,        ///< f: 1 / a
    MK_OP_TANH,              ///< f
    MK_OP_SIGMOID,           ///< f
    MK_OP_ERF,               ///< f
    MK_OP_SIN,               ///< f
    MK_OP_COS,               ///< f
    MK_OP_SOFTPLUS,          ///< f: log(1 + exp(a))
    MK_OP_RELU,              ///< f: max(a, 0), NaN stays NaN
    MK_OP_LEAKY_RELU,        ///< f: a > 0 ? a : immediate · a
    MK_OP_ELU,               ///< f: a > 0 ? a : immediate · (exp(a) - 1)
    MK_OP_FLOOR,             ///< f
    MK_OP_CEIL,              ///< f
    MK_OP_ROUND,             ///< f: half to even
    MK_OP_IS_NAN,            ///< f: 1 for NaN, else 0
} mk_opcode;

#define MK_OPCODES (MK_OP_IS_NAN + 1)

/// One step of a program.
typedef struct {
    uint8_t opcode;
    uint8_t a, b, c;          ///< Numbers of the values it reads; 0 where it reads fewer.
    uint8_t destination;      ///< Set by `mk_elementwise`: the register it writes, or MK_STORES + an output's operand.
    float immediate;          ///< The constant of a float32 step.
    int64_t integer;          ///< The constant of an int64 step.
} mk_step;

/// One tensor that a program reads or writes.
typedef struct {
    uint8_t dtype;
    uint8_t value;            ///< The value's number; an input's own, or the one that an output stores.
    uint8_t access;           ///< Set by `mk_elementwise`: how strips of it are reached.
    int64_t strides[MK_RANK]; ///< In elements; 0 broadcasts an input.
} mk_program_operand;

/// A program; built by the functions below, read by each run of its call, which it must outlive.
typedef struct {
    uint8_t kind, rank, inputs, outputs, steps;
    uint8_t narrow;           ///< Set by `mk_elementwise`: a strip holds several of the innermost runs.
    int32_t threads;          ///< Threads to use at most.
    int64_t extents[MK_RANK];
    int64_t rows, rows_a_strip, strips;  ///< Set by `mk_elementwise`.
    mk_function apply;        ///< Set by `mk_epilogue_program`.
    mk_program_operand operand[MK_OPERANDS];  ///< Inputs, then outputs.
    mk_step step[MK_STEPS];
} mk_program;

/// Starts an empty program over `extents` (rank 0 to 8).
void mk_program_begin(
    mk_program *program, mk_register_kind kind, int32_t rank, const int64_t *extents, int32_t threads);

/// Adds an input with `strides` in elements (0 broadcasts); returns its value's number. All inputs come before the
/// first step; inputs and outputs are MK_OPERANDS together at most.
int32_t mk_program_input(mk_program *program, mk_dtype dtype, const int64_t *strides);

/// Adds a step; returns its value's number, or -1 if the program is full or its registers lack the operation.
int32_t mk_program_step(mk_program *program, mk_opcode opcode, int32_t a, int32_t b, int32_t c);

/// Adds a step with a constant: `MK_OP_CONSTANT`, `MK_OP_LEAKY_RELU`, `MK_OP_ELU`.
int32_t mk_program_step_immediate(mk_program *program, mk_opcode opcode, int32_t a, float immediate);

/// Adds an integer constant to an int64 program.
int32_t mk_program_constant_integer(mk_program *program, int64_t integer);

/// Stores `value` in the next operand, with `strides` in elements (no two elements at one place).
void mk_program_output(mk_program *program, int32_t value, mk_dtype dtype, const int64_t *strides);

/// Finishes `program` (merges dimensions, gives steps their registers) and makes its call.
///
/// Operands are the inputs in order, then the outputs. An output may be the same memory as an input if it has the same
/// layout and element size; otherwise they must not overlap. `program` must outlive the call and not change.
mk_call mk_elementwise(mk_program *program);

/// Merges neighbouring dimensions wherever `operands` lists of strides allow, drops extents of 1; returns the new rank.
/// `strides[operand]` points at `rank` strides of one operand; extents and strides are changed in place.
int32_t mk_elementwise_collapse(int32_t rank, int64_t *extents, int32_t operands, int64_t *const *strides);
