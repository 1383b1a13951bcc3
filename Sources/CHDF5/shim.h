// libhdf5, and functions for those of its macros that Swift cannot see.
#include <hdf5.h>
#include <stdio.h>

// No messages of this thread's on standard error, no filters from shared libraries that a file asks for.
static inline void martlet_hdf5_prepare(void) {
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    H5PLset_loading_state(0);
}

static inline herr_t martlet_hdf5_note(unsigned n, const H5E_error2_t *error, void *reason) {
    if (n == 0 && error->desc) snprintf(reason, 256, "%s", error->desc);
    return 0;
}

// What the innermost function that failed said, in 256 bytes.
static inline void martlet_hdf5_reason(char *reason) {
    reason[0] = 0;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, martlet_hdf5_note, reason);
    H5Eclear2(H5E_DEFAULT);
}

static inline unsigned martlet_hdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned martlet_hdf5_create(void) { return H5F_ACC_TRUNC; }
static inline hid_t martlet_hdf5_file_access(void) { return H5Pcreate(H5P_FILE_ACCESS); }
static inline hid_t martlet_hdf5_dataset_creation(void) { return H5Pcreate(H5P_DATASET_CREATE); }

// A string of variable length in UTF-8.
static inline hid_t martlet_hdf5_string(void) {
    hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    return type;
}

// Whether the link is a hard one, which cannot lead into another file; negative where there is none.
static inline int martlet_hdf5_is_hard_link(hid_t group, const char *name) {
    H5L_info_t info;
    if (H5Lexists(group, name, H5P_DEFAULT) <= 0 || H5Lget_info(group, name, &info, H5P_DEFAULT) < 0) return -1;
    return info.type == H5L_TYPE_HARD;
}

static inline hid_t martlet_hdf5_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t martlet_hdf5_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t martlet_hdf5_int8(void) { return H5T_NATIVE_INT8; }
static inline hid_t martlet_hdf5_uint8(void) { return H5T_NATIVE_UINT8; }
static inline hid_t martlet_hdf5_int32(void) { return H5T_NATIVE_INT32; }
static inline hid_t martlet_hdf5_int64(void) { return H5T_NATIVE_INT64; }
