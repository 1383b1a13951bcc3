#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "library.h"
#include "martlet_transfer.h"

struct mt_client {
    CURL *handle;
};

mt_client *mt_client_create(void) {
    const struct library *curl = mt_library();
    if (!curl->is_loaded) return NULL;
    mt_client *client = malloc(sizeof *client);
    if (client == NULL) return NULL;
    client->handle = curl->easy_init();
    if (client->handle != NULL) return client;
    free(client);
    return NULL;
}

void mt_client_destroy(mt_client *client) {
    if (client == NULL) return;
    mt_library()->easy_cleanup(client->handle);
    free(client);
}

struct transfer {
    const struct mt_request *request;
    const struct mt_handlers *handlers;
    int64_t received;
    bool is_not_written, is_not_read, is_too_long;
};

static size_t take_body(char *bytes, size_t size, size_t count, void *context) {
    struct transfer *transfer = context;
    const size_t all = size * count;
    const int64_t most = transfer->request->most_bytes;
    if (most > 0 && (int64_t)all > most - transfer->received) {
        transfer->is_too_long = true;
        return 0;
    }
    if (transfer->handlers->write != NULL && !transfer->handlers->write(transfer->handlers->context, bytes, all)) {
        transfer->is_not_written = true;
        return 0;
    }
    transfer->received += (int64_t)all;
    return all;
}

static size_t take_header(char *line, size_t size, size_t count, void *context) {
    const struct transfer *transfer = context;
    size_t length = size * count;
    const size_t all = length;
    while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r')) length--;
    if (length > 0) transfer->handlers->header(transfer->handlers->context, line, length);
    return all;
}

static size_t give_body(char *bytes, size_t size, size_t count, void *context) {
    struct transfer *transfer = context;
    const int64_t given = transfer->handlers->read(transfer->handlers->context, bytes, size * count);
    if (given >= 0) return (size_t)given;
    transfer->is_not_read = true;
    return CURL_READFUNC_ABORT;
}

static int rewind_body(void *context, curl_off_t offset, int origin) {
    struct transfer *transfer = context;
    if (offset == 0 && origin == SEEK_SET && transfer->handlers->rewind != NULL &&
        transfer->handlers->rewind(transfer->handlers->context))
        return CURL_SEEKFUNC_OK;
    transfer->is_not_read = true;
    return CURL_SEEKFUNC_FAIL;
}

static int show_progress(
    void *context, curl_off_t expected, curl_off_t received, curl_off_t to_send, curl_off_t sent) {
    (void)to_send;
    (void)sent;
    const struct transfer *transfer = context;
    return transfer->handlers->progress(transfer->handlers->context, received, expected > 0 ? expected : -1) ? 0 : 1;
}

static enum mt_outcome outcome(CURLcode code, long status, const struct transfer *transfer) {
    switch (code) {
        case CURLE_OK: return MT_DONE;
        case CURLE_WRITE_ERROR:
            return transfer->is_too_long ? MT_TOO_LONG : transfer->is_not_written ? MT_NOT_WRITTEN : MT_FAILED;
        case CURLE_FILESIZE_EXCEEDED: return MT_TOO_LONG;
        case CURLE_ABORTED_BY_CALLBACK: return transfer->is_not_read ? MT_NOT_READ : MT_CANCELLED;
        case CURLE_SEND_FAIL_REWIND: return MT_NOT_READ;
        case CURLE_TOO_MANY_REDIRECTS: return MT_REDIRECTED_TOO_OFTEN;
        case CURLE_RANGE_ERROR:
        case CURLE_BAD_DOWNLOAD_RESUME: return MT_NOT_RESUMABLE;
        case CURLE_HTTP_RETURNED_ERROR: return status == 416 ? MT_NOT_RESUMABLE : MT_REFUSED;
        case CURLE_OPERATION_TIMEDOUT: return transfer->received > 0 ? MT_INTERRUPTED : MT_TIMED_OUT;
        case CURLE_PARTIAL_FILE:
        case CURLE_RECV_ERROR:
        case CURLE_HTTP2_STREAM: return transfer->received > 0 ? MT_INTERRUPTED : MT_FAILED;
        default: return MT_FAILED;
    }
}

/// How the request is made. libcurl follows from this which methods may be repeated where.
static void set_method(const struct library *curl, CURL *handle, const struct mt_request *request) {
    if (request->body_length > -2) {
        // An upload may have any method, and may be read in pieces.
        curl->easy_setopt(handle, CURLOPT_UPLOAD, 1L);
        curl->easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, (curl_off_t)request->body_length);
        if (strcmp(request->method, "PUT") != 0) curl->easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request->method);
    } else if (strcmp(request->method, "HEAD") == 0) {
        curl->easy_setopt(handle, CURLOPT_NOBODY, 1L);
    } else if (strcmp(request->method, "GET") != 0) {
        curl->easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request->method);
    }
}

struct mt_result mt_transfer(mt_client *client, const struct mt_request *request, const struct mt_handlers *handlers) {
    struct mt_result result = {.outcome = MT_NO_LIBRARY};
    if (client == NULL) return result;
    const struct library *curl = mt_library();
    CURL *handle = client->handle;
    curl->easy_reset(handle);

    struct transfer transfer = {.request = request, .handlers = handlers};
    // libcurl waits a second for servers that don't answer `Expect: 100-continue`.
    struct curl_slist *lines = curl->slist_append(NULL, "Expect:");
    for (size_t i = 0; i < request->header_count; i++) {
        struct curl_slist *longer = curl->slist_append(lines, request->headers[i]);
        if (longer != NULL) lines = longer;
    }
    const long protocols = CURLPROTO_HTTP | CURLPROTO_HTTPS;
    curl->easy_setopt(handle, CURLOPT_URL, request->url);
    curl->easy_setopt(handle, CURLOPT_HTTPHEADER, lines);
    curl->easy_setopt(handle, CURLOPT_USERAGENT, "martlet");
    // In place of the names that came in 7.85, which older systems lack.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
    curl->easy_setopt(handle, CURLOPT_PROTOCOLS, request->allows_files ? protocols | CURLPROTO_FILE : protocols);
    curl->easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS, protocols);
#pragma clang diagnostic pop
    curl->easy_setopt(handle, CURLOPT_FOLLOWLOCATION, request->most_redirections > 0 ? 1L : 0L);
    curl->easy_setopt(handle, CURLOPT_MAXREDIRS, (long)request->most_redirections);
    curl->easy_setopt(handle, CURLOPT_FAILONERROR, request->fails_on_error ? 1L : 0L);
    curl->easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl->easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)(request->connect_seconds * 1000));
    curl->easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)(request->total_seconds * 1000));
    curl->easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl->easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, (long)request->idle_seconds);
    if (request->certificates != NULL) curl->easy_setopt(handle, CURLOPT_CAINFO, request->certificates);
    if (request->trusts_anyone) {
        curl->easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 0L);
        curl->easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (request->most_bytes > 0) {
        curl->easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)request->most_bytes);
    }
    set_method(curl, handle, request);
    if (request->offset > 0) curl->easy_setopt(handle, CURLOPT_RESUME_FROM_LARGE, (curl_off_t)request->offset);
    curl->easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
    curl->easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
    if (handlers->read != NULL) {
        curl->easy_setopt(handle, CURLOPT_READFUNCTION, give_body);
        curl->easy_setopt(handle, CURLOPT_READDATA, &transfer);
        curl->easy_setopt(handle, CURLOPT_SEEKFUNCTION, rewind_body);
        curl->easy_setopt(handle, CURLOPT_SEEKDATA, &transfer);
    }
    if (handlers->header != NULL) {
        curl->easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
        curl->easy_setopt(handle, CURLOPT_HEADERDATA, &transfer);
    }
    if (handlers->progress != NULL) {
        curl->easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
        curl->easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, show_progress);
        curl->easy_setopt(handle, CURLOPT_XFERINFODATA, &transfer);
    }
    curl->easy_setopt(handle, CURLOPT_ERRORBUFFER, result.message);

    const CURLcode code = curl->easy_perform(handle);
    long status = 0;
    curl->easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    curl->easy_setopt(handle, CURLOPT_ERRORBUFFER, NULL);
    curl->slist_free_all(lines);
    result.outcome = outcome(code, status, &transfer);
    result.received = transfer.received;
    result.status = status;
    result.code = (int64_t)code;
    if (code != CURLE_OK && result.message[0] == 0) {
        snprintf(result.message, sizeof result.message, "%s", curl->easy_strerror(code));
    }
    return result;
}
