// Declarations alone: libcurl and the thirty libraries that it brings are loaded at the first transfer, not at the
// program's start.
#include <curl/curl.h>
