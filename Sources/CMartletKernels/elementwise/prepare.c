// Finishing a program: its layout, how operands are reached, which registers steps use.
#include "../dispatch/select.h"
#include "../include/martlet_epilogue.h"
#include "strip.h"

_Static_assert(sizeof(mk_elementwise_parameters) <= 128, "parameters are stored in the call");
_Static_assert(MK_OPERANDS + MK_STEPS <= MK_STORES, "values and stores are told apart by their numbers");

static int operand_count(const mk_program *p) { return p->inputs + p->outputs; }

static int64_t register_size(const mk_program *p) { return p->kind == MK_REGISTERS_INT64 ? 8 : 4; }

/// Merges dimensions and cuts the elements in strips.
static void lay_out(mk_program *p) {
    int64_t *strides[MK_OPERANDS];
    for (int o = 0; o < operand_count(p); o++) strides[o] = p->operand[o].strides;
    p->rank = (uint8_t)mk_elementwise_collapse(p->rank, p->extents, operand_count(p), strides);
    if (p->rank == 0) {
        p->rank = 1;
        p->extents[0] = 1;
        for (int o = 0; o < operand_count(p); o++) strides[o][0] = o < p->inputs ? 0 : 1;
    }
    int64_t width = p->extents[p->rank - 1], strip = MK_STRIP_BYTES / register_size(p);
    p->rows = 1;
    for (int d = 0; d + 1 < p->rank; d++) p->rows *= p->extents[d];
    p->narrow = width <= strip / 2 && p->rows > 1;
    p->rows_a_strip = p->narrow && width > 0 ? strip / width : 1;
    if (p->rows_a_strip > p->rows) p->rows_a_strip = p->rows > 0 ? p->rows : 1;
    int64_t strips_a_row = (width + strip - 1) / strip;
    p->strips = p->narrow ? (p->rows + p->rows_a_strip - 1) / p->rows_a_strip : p->rows * strips_a_row;
    if (width == 0 || p->rows == 0) p->strips = 0;
}

static bool is_contiguous(const mk_program *p, const int64_t *strides) {
    int64_t expected = 1;
    for (int d = p->rank - 1; d >= 0; d--) {
        if (strides[d] != expected) return false;
        expected *= p->extents[d];
    }
    return true;
}

static uint8_t access(const mk_program *p, const mk_program_operand *operand) {
    bool native = operand->dtype == (p->kind == MK_REGISTERS_INT64 ? MK_INT64 : MK_FLOAT32);
    int inner = p->rank - 1;
    if (is_contiguous(p, operand->strides)) return native ? MK_ACCESS_FLAT : MK_ACCESS_RUN;
    if (native && !p->narrow && operand->strides[inner] == 1) return MK_ACCESS_ROW;
    bool repeats = p->narrow || operand->strides[inner] == 0;
    for (int d = 0; d < inner; d++) repeats &= operand->strides[d] == 0;
    return repeats ? MK_ACCESS_ONCE : MK_ACCESS_ROWS;
}

static bool reads(const mk_step *step, int32_t value) {
    return step->opcode != MK_OP_CONSTANT && (step->a == value || step->b == value || step->c == value);
}

/// The last step that reads `value`, or the number of steps if an output stores it, or -1.
static int last_use(const mk_program *p, int32_t value) {
    for (int o = p->inputs; o < operand_count(p); o++)
        if (p->operand[o].value == value) return p->steps;
    for (int s = p->steps - 1; s >= 0; s--)
        if (reads(&p->step[s], value)) return s;
    return -1;
}

static void assign_accesses(mk_program *p) {
    for (int o = 0; o < operand_count(p); o++) p->operand[o].access = access(p, &p->operand[o]);
    for (int o = p->inputs; o < operand_count(p); o++) {
        mk_program_operand *output = &p->operand[o];
        if (output->access == MK_ACCESS_ONCE) output->access = MK_ACCESS_ROWS;
        // An input that is itself an output must survive the other outputs' stores, which may be in its memory.
        mk_program_operand *input = &p->operand[output->value];
        if (output->value < p->inputs && p->outputs > 1 && input->access <= MK_ACCESS_ROW)
            input->access = input->access == MK_ACCESS_FLAT ? MK_ACCESS_RUN : MK_ACCESS_ROWS;
    }
}

/// Lets steps write straight to memory where no input is read afterwards (it may be the same memory).
static void assign_stores(mk_program *p) {
    int last_input = -1;
    for (int i = 0; i < p->inputs; i++) {
        int use = last_use(p, i);
        if (use > last_input) last_input = use;
    }
    for (int o = operand_count(p) - 1; o >= p->inputs; o--) {
        mk_program_operand *output = &p->operand[o];
        int step = output->value - p->inputs;
        if (output->access > MK_ACCESS_ROW || step < 0 || step < last_input) continue;
        if (p->step[step].opcode == MK_OP_CONSTANT) continue;
        p->step[step].destination = (uint8_t)(MK_STORES + o);
    }
}

/// Gives every other step the lowest register that no later step reads; constants keep theirs.
static void assign_registers(mk_program *p) {
    int busy_until[MK_STEPS];
    for (int r = 0; r < MK_STEPS; r++) busy_until[r] = -1;
    for (int s = 0; s < p->steps; s++)
        if (p->step[s].opcode == MK_OP_CONSTANT) {
            p->step[s].destination = (uint8_t)s;
            busy_until[s] = p->steps;
        }
    for (int s = 0; s < p->steps; s++) {
        mk_step *step = &p->step[s];
        if (step->opcode == MK_OP_CONSTANT || step->destination >= MK_STORES) continue;
        int r = 0;
        while (busy_until[r] > s) r++;
        step->destination = (uint8_t)r;
        busy_until[r] = last_use(p, p->inputs + s);
    }
}

mk_call mk_elementwise(mk_program *program) {
    for (int s = 0; s < program->steps; s++) program->step[s].destination = 0;
    lay_out(program);
    assign_accesses(program);
    assign_stores(program);
    assign_registers(program);
    mk_call call = {
        .run = program->kind == MK_REGISTERS_INT64 ? MK_SELECT(elementwise, int64) : MK_SELECT(elementwise, float32)};
    ((mk_elementwise_parameters *)(void *)call.parameters)->program = program;
    return call;
}

void mk_epilogue_program(mk_program *program) {
    for (int s = 0; s < program->steps; s++) program->step[s].destination = 0;
    program->step[program->operand[program->inputs].value - program->inputs].destination = MK_STORES;
    assign_registers(program);
    program->apply = MK_SELECT(elementwise, apply);
}
