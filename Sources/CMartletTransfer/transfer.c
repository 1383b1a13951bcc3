#include "martlet_transfer.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// The part of libcurl's binary interface that is used; it has not changed since libcurl.so.4 appeared in 2006, new
// options apart. See curl/curl.h and https://curl.se/libcurl/c/.
enum {
    GLOBAL_DEFAULT = 3,

    OPTION_LOW_SPEED_LIMIT = 19,
    OPTION_LOW_SPEED_TIME = 20,
    OPTION_NO_PROGRESS = 43,
    OPTION_FAIL_ON_ERROR = 45,
    OPTION_FOLLOW_LOCATION = 52,
    OPTION_MAX_REDIRECTIONS = 68,
    OPTION_CONNECT_TIMEOUT = 78,
    OPTION_NO_SIGNAL = 99,
    OPTION_PROTOCOLS = 181,
    OPTION_REDIRECTION_PROTOCOLS = 182,
    OPTION_WRITE_DATA = 10001,
    OPTION_URL = 10002,
    OPTION_ERROR_BUFFER = 10010,
    OPTION_USER_AGENT = 10018,
    OPTION_PROGRESS_DATA = 10057,
    OPTION_WRITE_FUNCTION = 20011,
    OPTION_PROGRESS_FUNCTION = 20219,
    OPTION_RESUME_FROM = 30116,

    INFO_RESPONSE_CODE = 0x200002,

    PROTOCOL_HTTP = 1 << 0,
    PROTOCOL_HTTPS = 1 << 1,
    PROTOCOL_FILE = 1 << 10,

    CODE_PARTIAL_FILE = 18,
    CODE_HTTP_RETURNED_ERROR = 22,
    CODE_WRITE_ERROR = 23,
    CODE_OPERATION_TIMED_OUT = 28,
    CODE_RANGE_ERROR = 33,
    CODE_BAD_DOWNLOAD_RESUME = 36,
    CODE_RECEIVE_ERROR = 56,
    CODE_HTTP2_STREAM = 92,

    STATUS_RANGE_NOT_SATISFIABLE = 416,
};

static struct {
    bool is_loaded;
    int (*global_init)(long);
    void *(*easy_init)(void);
    void (*easy_cleanup)(void *);
    int (*easy_setopt)(void *, int, ...);
    int (*easy_perform)(void *);
    int (*easy_getinfo)(void *, int, ...);
    const char *(*easy_strerror)(int);
} curl;

static void load(void) {
    static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl-nss.so.4", "libcurl.4.dylib"};
    void *library = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && library == NULL; i++) {
        library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    }
    if (library == NULL) return;
    const struct {
        const char *name;
        void *function;
    } symbols[] = {
        {"curl_global_init", &curl.global_init},   {"curl_easy_init", &curl.easy_init},
        {"curl_easy_cleanup", &curl.easy_cleanup}, {"curl_easy_setopt", &curl.easy_setopt},
        {"curl_easy_perform", &curl.easy_perform}, {"curl_easy_getinfo", &curl.easy_getinfo},
        {"curl_easy_strerror", &curl.easy_strerror},
    };
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        void *address = dlsym(library, symbols[i].name);
        if (address == NULL) return;
        memcpy(symbols[i].function, &address, sizeof address);
    }
    curl.is_loaded = curl.global_init(GLOBAL_DEFAULT) == 0;
}

struct transfer {
    int descriptor;
    int write_error;
    int64_t received;
    mt_progress progress;
    void *context;
};

static size_t write_body(const char *bytes, size_t size, size_t count, void *context) {
    struct transfer *transfer = context;
    const size_t all = size * count;
    size_t done = 0;
    while (done < all) {
        const ssize_t written = write(transfer->descriptor, bytes + done, all - done);
        if (written < 0) {
            if (errno == EINTR) continue;
            transfer->write_error = errno;
            return 0;
        }
        done += (size_t)written;
        transfer->received += written;
    }
    return all;
}

static int show_progress(void *context, int64_t expected, int64_t received, int64_t to_send, int64_t sent) {
    (void)to_send;
    (void)sent;
    struct transfer *transfer = context;
    if (transfer->progress != NULL) transfer->progress(transfer->context, received, expected > 0 ? expected : -1);
    return 0;
}

static enum mt_outcome outcome(int code, long status, const struct transfer *transfer) {
    switch (code) {
        case 0: return MT_DONE;
        case CODE_WRITE_ERROR: return transfer->write_error != 0 ? MT_NOT_WRITTEN : MT_FAILED;
        case CODE_RANGE_ERROR:
        case CODE_BAD_DOWNLOAD_RESUME: return MT_NOT_RESUMABLE;
        case CODE_HTTP_RETURNED_ERROR: return status == STATUS_RANGE_NOT_SATISFIABLE ? MT_NOT_RESUMABLE : MT_REFUSED;
        case CODE_PARTIAL_FILE:
        case CODE_OPERATION_TIMED_OUT:
        case CODE_RECEIVE_ERROR:
        case CODE_HTTP2_STREAM: return transfer->received > 0 ? MT_INTERRUPTED : MT_FAILED;
        default: return MT_FAILED;
    }
}

struct mt_result mt_transfer(
    const char *url, int64_t offset, int descriptor, mt_progress progress, void *context) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    struct mt_result result = {.outcome = MT_NO_LIBRARY};
    if (!curl.is_loaded) return result;
    void *handle = curl.easy_init();
    if (handle == NULL) return result;

    struct transfer transfer = {.descriptor = descriptor, .progress = progress, .context = context};
    curl.easy_setopt(handle, OPTION_URL, url);
    curl.easy_setopt(handle, OPTION_USER_AGENT, "martlet");
    curl.easy_setopt(handle, OPTION_PROTOCOLS, (long)(PROTOCOL_HTTP | PROTOCOL_HTTPS | PROTOCOL_FILE));
    curl.easy_setopt(handle, OPTION_REDIRECTION_PROTOCOLS, (long)(PROTOCOL_HTTP | PROTOCOL_HTTPS));
    curl.easy_setopt(handle, OPTION_FOLLOW_LOCATION, 1L);
    curl.easy_setopt(handle, OPTION_MAX_REDIRECTIONS, 10L);
    curl.easy_setopt(handle, OPTION_FAIL_ON_ERROR, 1L);
    curl.easy_setopt(handle, OPTION_NO_SIGNAL, 1L);
    curl.easy_setopt(handle, OPTION_CONNECT_TIMEOUT, 30L);
    curl.easy_setopt(handle, OPTION_LOW_SPEED_LIMIT, 1L);  // a minute without a byte
    curl.easy_setopt(handle, OPTION_LOW_SPEED_TIME, 60L);
    curl.easy_setopt(handle, OPTION_RESUME_FROM, offset);
    curl.easy_setopt(handle, OPTION_WRITE_FUNCTION, write_body);
    curl.easy_setopt(handle, OPTION_WRITE_DATA, &transfer);
    curl.easy_setopt(handle, OPTION_NO_PROGRESS, 0L);
    curl.easy_setopt(handle, OPTION_PROGRESS_FUNCTION, show_progress);
    curl.easy_setopt(handle, OPTION_PROGRESS_DATA, &transfer);
    curl.easy_setopt(handle, OPTION_ERROR_BUFFER, result.message);

    const int code = curl.easy_perform(handle);
    long status = 0;
    curl.easy_getinfo(handle, INFO_RESPONSE_CODE, &status);
    curl.easy_cleanup(handle);
    result.outcome = outcome(code, status, &transfer);
    result.received = transfer.received;
    result.code = result.outcome == MT_REFUSED ? status : result.outcome == MT_NOT_WRITTEN ? transfer.write_error : code;
    if (code != 0 && result.message[0] == 0) {
        snprintf(result.message, sizeof result.message, "%s", curl.easy_strerror(code));
    }
    return result;
}
