#include "martlet_data.h"

// clang-format off
alignas(64) static const uint8_t digits_features[] = {
#embed "resources/digits.features"
};
static const uint8_t digits_labels[] = {
#embed "resources/digits.labels"
};
alignas(64) static const uint8_t iris_features[] = {
#embed "resources/iris.features"
};
static const uint8_t iris_labels[] = {
#embed "resources/iris.labels"
};
alignas(64) static const uint8_t wine_features[] = {
#embed "resources/wine.features"
};
static const uint8_t wine_labels[] = {
#embed "resources/wine.labels"
};
alignas(64) static const uint8_t breast_cancer_features[] = {
#embed "resources/breast_cancer.features"
};
static const uint8_t breast_cancer_labels[] = {
#embed "resources/breast_cancer.labels"
};
// clang-format on

#define DATASET(name, row_count, column_count, class_count, size)                                  \
    static_assert(sizeof name##_features == (row_count) * (column_count) * (size));                \
    static_assert(sizeof name##_labels == (row_count));                                            \
    const md_dataset md_##name = {row_count, column_count, class_count,                            \
                                  name##_features, size, name##_labels}

DATASET(digits, 1797, 64, 10, sizeof(uint8_t));
DATASET(iris, 150, 4, 3, sizeof(float));
DATASET(wine, 178, 13, 3, sizeof(float));
DATASET(breast_cancer, 569, 30, 2, sizeof(float));
