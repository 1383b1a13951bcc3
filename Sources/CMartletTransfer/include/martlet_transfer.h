#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// HTTP by libcurl, which is loaded when the first transfer is wanted: programs that transfer nothing neither need the
// library nor wait for it.

/// What takes part in a transfer; each may be NULL. All are called on the thread of `mt_transfer`.
struct mt_handlers {
    void *context;
    /// Fills `bytes` with what is to be sent, at most `count`; returns how many, 0 at the end, -1 to give up.
    int64_t (*read)(void *context, char *bytes, size_t count);
    /// Goes back to the beginning of what is sent, as redirections ask for; returns whether it could.
    bool (*rewind)(void *context);
    /// Takes a line of the answer's header, without its end. The status line begins each answer.
    void (*header)(void *context, const char *line, size_t count);
    /// Takes a part of the answer's body; returns whether it could.
    bool (*write)(void *context, const char *bytes, size_t count);
    /// Is told now and then how many bytes of the body came, and how many there will be or -1; returns whether to go on.
    bool (*progress)(void *context, int64_t received, int64_t expected);
};

struct mt_request {
    /// Such as `GET` or `PATCH`.
    const char *method;
    /// http, https, or file if `allows_files`.
    const char *url;
    /// Lines as `Accept: text/plain`, and their number.
    const char *const *headers;
    size_t header_count;
    /// The length of what `read` gives; -1 where that isn't known, -2 where nothing is sent.
    int64_t body_length;
    /// From where on the body is wanted.
    int64_t offset;
    /// An answer with a longer body is given up; 0 is no limit.
    int64_t most_bytes;
    int32_t most_redirections;
    /// Seconds: for the connection, for the whole (0: no limit), and without a byte.
    double connect_seconds, total_seconds, idle_seconds;
    /// A file of certificates that are trusted in place of the system's; NULL is the system's.
    const char *certificates;
    /// Whether a server needs no certificate that is trusted.
    bool trusts_anyone;
    bool allows_files;
    /// Whether bodies of answers with a status of 400 or above are left.
    bool fails_on_error;
};

enum mt_outcome {
    MT_DONE,
    /// The system has no libcurl.
    MT_NO_LIBRARY,
    /// `write` could not take the body.
    MT_NOT_WRITTEN,
    /// `read` or `rewind` could not give what is sent.
    MT_NOT_READ,
    /// `progress` said to stop.
    MT_CANCELLED,
    /// The server has nothing from this offset on, or cannot begin in the middle.
    MT_NOT_RESUMABLE,
    /// The transfer ended early; the rest may be asked for.
    MT_INTERRUPTED,
    /// The server answered with a status of 400 or above, and `fails_on_error`.
    MT_REFUSED,
    /// The body is longer than `most_bytes`.
    MT_TOO_LONG,
    /// There were more redirections than `most_redirections`.
    MT_REDIRECTED_TOO_OFTEN,
    /// One of the times passed.
    MT_TIMED_OUT,
    /// There is no such server, no way to it, its certificate isn't valid, or anything else; `code` is libcurl's.
    MT_FAILED,
};

struct mt_result {
    enum mt_outcome outcome;
    int64_t code;
    /// The last answer's status; 0 if there was none.
    int64_t status;
    /// Bytes of the body that were taken.
    int64_t received;
    /// What went wrong, as libcurl says it.
    char message[256];
};

/// Connections that stay open from one transfer to the next; one thread at a time may use them. NULL without libcurl.
typedef struct mt_client mt_client;
mt_client *mt_client_create(void);
void mt_client_destroy(mt_client *client);

struct mt_result mt_transfer(mt_client *client, const struct mt_request *request, const struct mt_handlers *handlers);
