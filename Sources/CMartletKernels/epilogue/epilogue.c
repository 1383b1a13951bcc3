#include <string.h>

#include "../dispatch/select.h"
#include "../include/martlet_epilogue.h"

mk_call mk_epilogue_end(mk_epilogue_parameters parameters) {
    mk_call call = {.run = MK_SELECT(epilogue, end)};
    memcpy(call.parameters, &parameters, sizeof parameters);
    return call;
}
