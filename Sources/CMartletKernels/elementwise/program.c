// Building programs.
#include <string.h>

#include "../include/martlet_elementwise.h"

void mk_program_begin(
    mk_program *program, mk_register_kind kind, int32_t rank, const int64_t *extents, int32_t threads) {
    memset(program, 0, offsetof(mk_program, operand));
    program->kind = (uint8_t)kind;
    program->rank = (uint8_t)rank;
    program->threads = threads;
    memcpy(program->extents, extents, (size_t)rank * sizeof *extents);
}

static void add_operand(mk_program *program, int32_t value, mk_dtype dtype, const int64_t *strides) {
    mk_program_operand *operand = &program->operand[program->inputs + program->outputs];
    operand->dtype = (uint8_t)dtype;
    operand->value = (uint8_t)value;
    memcpy(operand->strides, strides, program->rank * sizeof *strides);
}

int32_t mk_program_input(mk_program *program, mk_dtype dtype, const int64_t *strides) {
    add_operand(program, program->inputs, dtype, strides);
    return program->inputs++;
}

void mk_program_output(mk_program *program, int32_t value, mk_dtype dtype, const int64_t *strides) {
    add_operand(program, value, dtype, strides);
    program->outputs++;
}

/// How many values an operation reads.
static int arity(int opcode) {
    switch (opcode) {
    case MK_OP_CONSTANT: return 0;
    case MK_OP_WHERE: case MK_OP_MULTIPLY_ADD: return 3;
    case MK_OP_ADD: case MK_OP_SUBTRACT: case MK_OP_MULTIPLY: case MK_OP_DIVIDE: case MK_OP_MODULO:
    case MK_OP_MINIMUM: case MK_OP_MAXIMUM: case MK_OP_POWER: case MK_OP_AND: case MK_OP_OR: case MK_OP_EQUAL:
    case MK_OP_NOT_EQUAL: case MK_OP_LESS: case MK_OP_LESS_EQUAL: case MK_OP_GREATER: case MK_OP_GREATER_EQUAL:
        return 2;
    default: return 1;
    }
}

static int32_t add_step(mk_program *program, mk_step step) {
    if (arity(step.opcode) < 2) step.b = step.a;
    if (arity(step.opcode) < 3) step.c = step.b;
    bool missing = program->kind == MK_REGISTERS_INT64 && step.opcode > MK_OP_WHERE;
    if (missing || program->steps == MK_STEPS) return -1;
    program->step[program->steps] = step;
    return program->inputs + program->steps++;
}

int32_t mk_program_step(mk_program *program, mk_opcode opcode, int32_t a, int32_t b, int32_t c) {
    return add_step(
        program, (mk_step){.opcode = (uint8_t)opcode, .a = (uint8_t)a, .b = (uint8_t)b, .c = (uint8_t)c});
}

int32_t mk_program_step_immediate(mk_program *program, mk_opcode opcode, int32_t a, float immediate) {
    return add_step(program, (mk_step){.opcode = (uint8_t)opcode, .a = (uint8_t)a, .immediate = immediate});
}

int32_t mk_program_constant_integer(mk_program *program, int64_t integer) {
    return add_step(program, (mk_step){.opcode = MK_OP_CONSTANT, .integer = integer});
}
