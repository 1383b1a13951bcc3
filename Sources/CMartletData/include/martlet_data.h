#pragma once

#include <stddef.h>
#include <stdint.h>

/// A data set that is part of the program: features row by row, and one label a row.
/// resources/ATTRIBUTION.md says where the numbers come from.
typedef struct md_dataset {
    size_t rows, columns, classes;
    /// uint8_t when feature_size is 1, float (little-endian) when it is 4.
    const void *features;
    size_t feature_size;
    const uint8_t *labels;
} md_dataset;

extern const md_dataset md_digits, md_iris, md_wine, md_breast_cancer;
