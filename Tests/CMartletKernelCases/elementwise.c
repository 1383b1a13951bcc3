#include "builders.h"

#include <string.h>

/// Adds a program of one step over [size, size + 1], with inputs of these ranges: the second is a row, the third a
/// column.
static void add_step(mk_trial *t, mk_register_kind kind, mk_opcode opcode, void *const inputs[3], void *result) {
    const int64_t extents[] = {t->size, t->size + 1}, strides[3][2] = {{t->size + 1, 1}, {0, 1}, {1, 0}};
    const mk_dtype dtype = kind == MK_REGISTERS_INT64 ? MK_INT32 : MK_FLOAT32;
    mk_program *program = trial_memory(t, sizeof *program);
    mk_program_begin(program, kind, 2, extents, 1);
    int32_t values[3];
    for (int i = 0; i < 3; i++) values[i] = mk_program_input(program, dtype, strides[i]);
    const bool constant = opcode == MK_OP_CONSTANT || opcode == MK_OP_LEAKY_RELU || opcode == MK_OP_ELU;
    const int32_t value = kind == MK_REGISTERS_INT64 && opcode == MK_OP_CONSTANT
                              ? mk_program_constant_integer(program, 7)
                          : constant ? mk_program_step_immediate(program, opcode, values[0], 0.5f)
                                     : mk_program_step(program, opcode, values[0], values[1], values[2]);
    mk_program_output(program, value, dtype, strides[0]);
    TRIAL_CALL(t, mk_elementwise(program), inputs[0], inputs[1], inputs[2], result);
}

/// Every operation, on numbers where all of them have a value.
void float32_elementwise_case(mk_trial *t) {
    const int64_t rows = t->size, columns = t->size + 1;
    void *const inputs[] = {trial_floats(t, rows * columns, 0.1f, 3), trial_floats(t, columns, 0.1f, 3),
                            trial_floats(t, rows, -2, 2)};
    void *const negative[] = {trial_floats(t, rows * columns, -3, 3), inputs[1], inputs[2]};
    for (int opcode = 0; opcode < MK_OPCODES; opcode++) {
        const bool takes_all = opcode != MK_OP_POWER && opcode != MK_OP_LOG && opcode != MK_OP_LOG1P &&
                               opcode != MK_OP_SQUARE_ROOT && opcode != MK_OP_RECIPROCAL_ROOT;
        // What is subtracted from cancels.
        add_step(t, MK_REGISTERS_FLOAT32, (mk_opcode)opcode, takes_all ? negative : inputs,
                 trial_result(t, rows * columns, 8 * 0x1p-23));
    }
}

void int64_elementwise_case(mk_trial *t) {
    const int64_t rows = t->size, columns = t->size + 1;
    void *const inputs[] = {trial_integers(t, rows * columns, -50, 50), trial_integers(t, columns, -5, 5),
                            trial_integers(t, rows, -50, 50)};
    for (int opcode = 0; opcode <= MK_OP_WHERE; opcode++) {
        void *result = trial_memory(t, rows * columns * (int64_t)sizeof(int32_t));
        trial_compare(t, result, rows * columns, MK_INT32, 0);
        add_step(t, MK_REGISTERS_INT64, (mk_opcode)opcode, inputs, result);
    }
}

const mk_program *gated_program(mk_trial *t) {
    const int64_t one = 1;
    mk_program *program = trial_memory(t, sizeof *program);
    mk_program_begin(program, MK_REGISTERS_FLOAT32, 1, &one, 1);
    const int32_t x = mk_program_input(program, MK_FLOAT32, &one), other = mk_program_input(program, MK_FLOAT32, &one);
    const int32_t gate = mk_program_step(program, MK_OP_SIGMOID, x, 0, 0);
    mk_program_output(program, mk_program_step(program, MK_OP_MULTIPLY_ADD, x, gate, other), MK_FLOAT32, &one);
    mk_epilogue_program(program);
    return program;
}

static void copy(const mk_call *call) {
    memcpy(call->operand[1], call->operand[0], (size_t)call->parameters[0] * sizeof(float));
}

mk_call copy_call(int64_t count) { return (mk_call){.run = copy, .parameters = {count}}; }

/// A program on as many numbers as one call takes at most.
void apply_case(mk_trial *t) {
    const int64_t count = t->size * 4;
    const mk_program *program = gated_program(t);
    mk_call call = {.run = program->apply, .parameters = {(int64_t)(intptr_t)program, count}};
    TRIAL_CALL(t, call, trial_floats(t, count, -3, 3), trial_floats(t, count, -1, 1),
               trial_result(t, count, 8 * 0x1p-23));
}
