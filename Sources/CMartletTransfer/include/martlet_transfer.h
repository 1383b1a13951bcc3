#pragma once

#include <stdbool.h>
#include <stdint.h>

// One download by libcurl, which is loaded when the first one is wanted: programs that download nothing neither need
// the library nor wait for it.

/// Is told how many bytes of the body came in this transfer, and how many there will be or -1.
typedef void (*mt_progress)(void *context, int64_t received, int64_t expected);

enum mt_outcome {
    MT_DONE,
    /// The system has no libcurl.
    MT_NO_LIBRARY,
    /// The file could not be written; `code` is the system's error number.
    MT_NOT_WRITTEN,
    /// The server has nothing from this offset on, or cannot begin in the middle.
    MT_NOT_RESUMABLE,
    /// The transfer ended early; the rest may be asked for.
    MT_INTERRUPTED,
    /// The server answered `code`, 400 or above.
    MT_REFUSED,
    /// There is no such server, no way to it, or anything else; `code` is libcurl's.
    MT_FAILED,
};

struct mt_result {
    enum mt_outcome outcome;
    int64_t code;
    /// Bytes of the body that were written.
    int64_t received;
    /// What went wrong, as libcurl says it.
    char message[256];
};

/// Appends what lies at `url` (http, https, file) from `offset` on to the open file `descriptor`; follows redirections.
struct mt_result mt_transfer(
    const char *url, int64_t offset, int descriptor, mt_progress progress, void *context);
